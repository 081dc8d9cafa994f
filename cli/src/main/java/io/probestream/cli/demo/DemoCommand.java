package io.probestream.cli.demo;

import io.probestream.cli.Failure;
import io.probestream.cli.FormatOption;
import io.probestream.cli.SpanConverter;
import io.probestream.cli.StopSignal;
import io.probestream.cli.text.Terminals;
import io.probestream.schemas.Json;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The whole pipeline on this machine. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Runs everything on this machine: a real Kafka in this process, the streams application and a"
          + " source of real lines, and shows what they say. All of it lives in a temporary"
          + " directory that is removed at the end.",
      "",
      "The source is this machine's kernel (write, openat and vfs_read) with root and kprobes,"
          + " otherwise a packaged capture of a real kernel, replayed at its real pace as three"
          + " hosts in a loop.",
      "",
      "JSON: one object at the end."
    },
    descriptionHeading = "%n",
    optionListHeading = "%nOptions:%n",
    footerHeading = "%nExamples:%n",
    footer = {
      "  probestream demo",
      "  probestream demo --duration 20s --format json",
      "  sudo probestream demo --source live"
    })
public final class DemoCommand implements Callable<Integer> {
  /** Where lines come from. */
  enum SourceKind {
    AUTO,
    LIVE,
    REPLAY
  }

  @Option(
      names = "--source",
      paramLabel = "auto|live|replay",
      defaultValue = "auto",
      description = "Where lines come from (default: auto, which is live where it can be).")
  private SourceKind source = SourceKind.AUTO;

  @Option(
      names = "--duration",
      paramLabel = "SPAN",
      converter = SpanConverter.class,
      description = "End by itself that long after the first row, such as 20s, with a summary.")
  private Duration duration = Duration.ZERO;

  @Option(
      names = "--patience",
      paramLabel = "SPAN",
      defaultValue = "60s",
      converter = SpanConverter.class,
      description = "How long a slow machine may take to the first row, and to the last (60s).")
  private Duration patience = Duration.ofMinutes(1);

  @Mixin private FormatOption format = new FormatOption();
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    // Until the summary is out, the JVM waits for us.
    try (StopSignal stop = StopSignal.polled()) {
      Display display = display(out);
      Demo.Outcome outcome = run(stop, display);
      if (!outcome.view().hasRows()) {
        throw new Failure(
            stop.isRaised()
                ? "stopped before the first window closed"
                : "no window closed within "
                    + outcome.durationMs() / 1_000
                    + " s; --patience gives a slow machine longer, PROBESTREAM_LOG=DEBUG"
                    + " PROBESTREAM_KAFKA_LOG=WARN may say why");
      }
      if (format.isJson()) {
        out.println(
            Json.string(DemoSummary.of(outcome.source(), outcome.view(), outcome.durationMs())));
      } else {
        outcome
            .screen()
            .summary(outcome.view(), outcome.durationMs(), display.width())
            .forEach(out::println);
      }
      out.flush();
    }
    return 0;
  }

  private Demo.Outcome run(StopSignal stop, Display display) throws InterruptedException {
    try (HeldNotices notices = new HeldNotices(this::say, display.ownsTerminal());
        display) {
      Demo demo = new Demo(plan(), display, stop::isRaised, notices::say, Clock.systemUTC());
      return demo.run(temporary());
    }
  }

  private DemoPlan plan() {
    try {
      return new DemoPlan(source, duration.toMillis(), patience.toMillis());
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private Display display(PrintWriter out) {
    if (format.isJson()) {
      return new NoDisplay();
    }
    return Terminals.isStdoutTerminal() ? new AnsiDisplay(out) : new PlainDisplay(out);
  }

  private static Path temporary() {
    String named = System.getenv("TMPDIR");
    return Path.of(named == null || named.isBlank() ? System.getProperty("java.io.tmpdir") : named);
  }

  private void say(String sentence) {
    PrintWriter err = spec.commandLine().getErr();
    err.println("probestream: " + sentence);
    err.flush();
  }
}
