package io.probestream.cli.alert;

import io.probestream.cli.Failure;
import io.probestream.cli.FormatOption;
import io.probestream.cli.KafkaOptions;
import io.probestream.cli.StopSignal;
import io.probestream.cli.capture.CaptureFile;
import io.probestream.cli.rawexport.Moment;
import io.probestream.cli.text.TerminalSize;
import io.probestream.cli.text.Units;
import io.probestream.schemas.Hosts;
import io.probestream.schemas.Json;
import io.probestream.streams.alert.RuleSet;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs rules over the past, or the tests that somebody wrote for them. */
@Command(
    name = "test",
    mixinStandardHelpOptions = true,
    description = {
      "Runs alert rules over a capture, or over windows of the past in Kafka, and prints the alerts"
          + " that they give: those that the streams application would have given.",
      "Without --capture and --from, FILE holds tests: captures, and the alerts that are expected;"
          + " exit status 1 and the difference if any fails."
    },
    optionListHeading = "%nOptions:%n",
    footerHeading = "%nExamples:%n",
    footer = {
      "  probestream alert test alerts.yaml --capture x.txt.gz",
      "  probestream alert test alerts.yaml --capture x.txt.gz --format json",
      "  probestream alert test alerts.yaml --from 2h --to 1h --bootstrap-servers kafka:9092",
      "  probestream alert test alerts.test.yaml",
    })
public final class TestCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private FormatOption format;
  @Mixin private KafkaOptions kafka;

  @Parameters(paramLabel = "FILE", description = "Rules, or tests of rules.")
  private Path file;

  @Option(names = "--capture", paramLabel = "FILE", description = "A capture, - for stdin.")
  private String capture;

  @Option(
      names = "--from",
      paramLabel = "TIME",
      converter = Moment.Converter.class,
      description = "Windows in Kafka from then on: 2h (ago), an ISO 8601 time, or epoch ms.")
  private Moment from;

  @Option(
      names = "--to",
      paramLabel = "TIME",
      converter = Moment.Converter.class,
      defaultValue = "now",
      description = "Up to then (default: now).")
  private Moment to;

  @Option(
      names = "--window",
      paramLabel = "DURATION",
      defaultValue = "1s",
      description = "Length of the windows (default: 1s); in Kafka, what they were made with.")
  private Duration window;

  @Option(
      names = "--host",
      paramLabel = "NAME",
      defaultValue = "replay-1",
      description = "Of a capture, the host's name (default: replay-1, as replay has it).")
  private String host;

  @Option(
      names = "--label",
      paramLabel = "NAME=VALUE",
      description = "Of a capture, a label of the host; may be repeated.")
  private Map<String, String> labels = new TreeMap<>();

  @Option(
      names = "--clock-offset-ns",
      paramLabel = "NS",
      defaultValue = "0",
      description = "Of a capture, realtime minus trace clock (default: 0).")
  private long clockOffsetNs;

  @Option(
      names = "--fleet-partitions",
      paramLabel = "N",
      defaultValue = "2",
      description = "Over how many the fleet's names are spread (default: 2).")
  private int fleetPartitions;

  @Override
  public Integer call() throws InterruptedException {
    if (capture != null && from != null) {
      throw new ParameterException(spec.commandLine(), "give either --capture or --from");
    } else if (fleetPartitions < 1) {
      throw new ParameterException(spec.commandLine(), "--fleet-partitions must be at least 1");
    }
    StopSignal stop = StopSignal.forThisThread();
    try {
      if (capture == null && from == null) {
        return runTests();
      }
      print(history());
      return 0;
    } finally {
      stop.close();
    }
  }

  private AlertHistory history() throws InterruptedException {
    long windowMs = window.toMillis();
    RuleSet rules = LintCommand.rules(file, windowMs);
    AlertHistory history = new AlertHistory();
    Backtest backtest = new Backtest(rules, windowMs, fleetPartitions, history);
    if (capture != null) {
      new CaptureBacktest(Hosts.check(host), clockOffsetNs, windowMs, labels, backtest)
          .run(CaptureFile.of(capture));
      return history;
    }
    long nowMs = System.currentTimeMillis();
    if (from.at(nowMs) >= to.at(nowMs)) {
      throw new ParameterException(spec.commandLine(), "--from must lie before --to");
    }
    TopicBacktest past = new TopicBacktest(kafka, from.at(nowMs), to.at(nowMs), rules, backtest);
    past.run();
    if (past.windows() == 0) {
      throw new Failure(
          "the topics of "
              + kafka.topics().prefix()
              + " hold no windows of that time; see their retention, and --topic-prefix");
    }
    return history.from(from.at(nowMs));
  }

  private void print(AlertHistory history) {
    PrintWriter out = spec.commandLine().getOut();
    if (format.isJson()) {
      for (AlertHistory.Entry entry : history.entries()) {
        out.println(
            entry.alert() == null
                ? Json.string(new Gone(entry.fingerprint(), true))
                : Json.string(entry.alert()));
      }
    } else {
      AlertTable.lines(history, TerminalSize.stdoutColumns()).forEach(out::println);
    }
    out.flush();
  }

  /** A tombstone, in JSON. */
  private record Gone(String fingerprint, boolean gone) {}

  private int runTests() throws InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    List<RuleTest> tests = RuleTestFile.read(file);
    int failed = 0;
    for (RuleTest test : tests) {
      List<String> differences = test.run(fleetPartitions);
      failed += differences.isEmpty() ? 0 : 1;
      out.println((differences.isEmpty() ? "ok    " : "FAIL  ") + test.name());
      differences.forEach(line -> out.println("      " + line));
      out.flush();
    }
    out.println(tests.size() - failed + " of " + Units.count(tests.size(), "test") + " passed");
    out.flush();
    return failed == 0 ? 0 : 1;
  }
}
