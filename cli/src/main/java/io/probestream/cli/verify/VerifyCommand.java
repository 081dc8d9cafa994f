package io.probestream.cli.verify;

import io.probestream.cli.FormatOption;
import io.probestream.cli.KafkaOptions;
import io.probestream.cli.StopSignal;
import io.probestream.cli.analyze.Analysis;
import io.probestream.cli.capture.CaptureFile;
import io.probestream.cli.text.Units;
import io.probestream.schemas.Json;
import io.probestream.streams.engine.EngineConfig;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Compares two sets of results. */
@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    header = "Compare two sets of results, or one with a capture; print the first difference.",
    description = {
      "%nPer host: the same records per key, in order, with the same value, headers and timestamp."
          + " Of the fleet: the same last record per key and window. Windows in which one run"
          + " warmed up and the other did not are not compared; of the sums over a session that one"
          + " run took up midway their growth is compared. Each record is also checked"
          + " against the laws of the account.",
      "",
      "Status: 0 the same, 1 different."
    },
    optionListHeading = "%nOptions:%n",
    footerHeading = "%nExamples:%n",
    footer = {
      "  probestream verify probestream. again-1.",
      "  probestream verify probestream. again-1. --from 2026-11-23T09:00:00Z --format json",
      "  probestream verify probestream. copy. --bootstrap-servers-b other:9092",
      "  probestream verify probestream. --capture web1.txt.gz --host web1",
    })
public final class VerifyCommand implements Callable<Integer> {
  /** Records of a window may be a little older than its start: clocks differ. */
  private static final long SLACK_MS = 60_000;

  @Spec private CommandSpec spec;
  @Mixin private VerifyOptions options = new VerifyOptions();
  @Mixin private FormatOption format;
  @Mixin private KafkaOptions kafka;

  @Parameters(index = "0", paramLabel = "A", description = "Topic prefix of the first set.")
  private String prefixA;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "B",
      description = "Topic prefix of the second set.")
  private String prefixB;

  @Override
  public Integer call() throws InterruptedException {
    check();
    long nowMs = System.currentTimeMillis();
    long fromMs = options.fromMs(nowMs);
    long sinceMs = Math.max(0, fromMs - SLACK_MS);
    StopSignal stop = StopSignal.forThisThread();
    try {
      KafkaOptions kafkaA = kafka.with(null, prefixA);
      ResultSource a = new TopicSource(kafkaA, sinceMs);
      Verification verification;
      if (options.capture == null) {
        KafkaOptions kafkaB = kafka.with(options.bootstrapServersB, prefixB);
        ResultSource b = new TopicSource(kafkaB, sinceMs);
        verification = new Verification(a, b, List.of(ResultKind.values()));
      } else {
        verification = withCapture(kafkaA, a);
      }
      boolean rawPositions = options.capture == null && !options.otherRawTopic;
      Verification.Outcome outcome = verification.run(fromMs, options.toMs(nowMs), rawPositions);
      print(outcome);
      return outcome.same() ? 0 : 1;
    } finally {
      stop.close();
    }
  }

  private void check() {
    String wrong = null;
    if ((prefixB == null) == (options.capture == null)) {
      wrong = "give either a second prefix or --capture FILE";
    } else if (options.precision != 2 && options.precision != 3) {
      wrong = "--precision must be 2 or 3";
    } else if (options.fromMs(0) >= options.toMs(0)) {
      wrong = "--from must lie before --to";
    }
    if (wrong != null) {
      throw new ParameterException(spec.commandLine(), wrong);
    }
    try {
      kafka.with(null, prefixA).topics();
      kafka.with(null, prefixB == null ? prefixA : prefixB).topics();
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private Verification withCapture(KafkaOptions kafkaA, ResultSource a)
      throws InterruptedException {
    CaptureFile file = CaptureFile.of(options.capture.toString());
    CapturedSession who = CapturedSession.find(kafkaA, a, options);
    EngineConfig standard = EngineConfig.standard();
    EngineConfig config =
        new EngineConfig(
            who.windowMs(), standard.graceMs(), standard.silenceMs(), options.precision);
    return new Verification(
        new HostSource(a, who.host()),
        new AnalyzedSource(
            file, new Analysis(who.host(), who.session(), who.clockOffsetNs(), config, false)),
        List.of(ResultKind.RATES, ResultKind.LATENCY, ResultKind.MISSED));
  }

  private void print(Verification.Outcome outcome) {
    PrintWriter out = spec.commandLine().getOut();
    if (format.isJson()) {
      out.println(Json.string(outcome));
    } else {
      outcome
          .compared()
          .forEach((topic, n) -> out.printf("%-14s %15s compared%n", topic, Units.count(n)));
      if (outcome.skipped() > 0) {
        out.println(Units.count(outcome.skipped(), "record") + " outside of the compared time");
      }
      if (outcome.unlawful() > 0) {
        out.println(
            Units.count(outcome.unlawful())
                + (outcome.unlawful() == 1 ? " record breaks a law: " : " records break a law: ")
                + outcome.law());
      }
      if (outcome.difference() != null) {
        print(outcome.difference(), out);
      }
      out.println(outcome.same() ? "the same" : "different");
    }
    out.flush();
  }

  private void print(Difference d, PrintWriter out) {
    out.println("first difference: " + d.topic() + ' ' + d.key());
    out.println(
        "  window "
            + Instant.ofEpochMilli(d.startMs())
            + " … "
            + Instant.ofEpochMilli(d.endMs())
            + " ("
            + d.startMs()
            + ")");
    out.println("  " + d.field());
    out.println("    A  " + (d.a() == null ? "nothing" : d.a()));
    out.println("    B  " + (d.b() == null ? "nothing" : d.b()));
  }
}
