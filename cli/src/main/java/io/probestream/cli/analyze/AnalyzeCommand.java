package io.probestream.cli.analyze;

import io.probestream.cli.FormatOption;
import io.probestream.cli.StopSignal;
import io.probestream.cli.capture.CaptureFile;
import io.probestream.cli.capture.ProgressBar;
import io.probestream.cli.text.TerminalSize;
import io.probestream.schemas.Hosts;
import io.probestream.schemas.Json;
import io.probestream.schemas.raw.Pair;
import io.probestream.streams.engine.EngineConfig;
import io.probestream.streams.engine.ResultSink;
import io.probestream.streams.engine.RunSummary;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code probestream analyze}: the whole analysis on a file, without Kafka. */
@Command(
    name = "analyze",
    mixinStandardHelpOptions = true,
    description = {
      "Analyzes a capture without Kafka: the same parser, pairing and windows as the streams"
          + " application, on a file or stdin.",
      "Reads what trace_pipe or trace printed, plain or gzip; probe definitions and the kernel's"
          + " counters are taken from NAME.d/ beside it."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  probestream analyze x.txt.gz             a table with latency histograms",
      "  probestream analyze --by task --format json x.txt.gz",
      "  probestream analyze --by fd x.txt.gz     by an argument of the entry probes",
      "  probestream analyze --windows --window 100ms x.txt.gz",
      "  probestream analyze --compare before.txt.gz after.txt.gz",
      "  cat /sys/kernel/tracing/trace | probestream analyze -",
    })
public final class AnalyzeCommand implements Callable<Integer> {
  /** The session where none is given: the same capture gives the same output. */
  private static final UUID SESSION = new UUID(0, 0);

  @Spec private CommandSpec spec;
  @Mixin private FormatOption format;

  @Parameters(
      paramLabel = "FILE",
      arity = "1..2",
      description = "A capture, - for stdin; two with --compare.")
  private List<String> files;

  @Option(
      names = "--by",
      paramLabel = "task|ARGUMENT",
      description = {
        "Calls and summed latency of each task, or for each value of an argument of the entry"
            + " probe, too."
      })
  private String by;

  @Option(
      names = "--windows",
      description = "The windows, too; with --format json as in the topics.")
  private boolean windows;

  @Option(
      names = "--window",
      paramLabel = "DURATION",
      defaultValue = "1s",
      description = "Length of the windows (default: 1s).")
  private Duration window;

  @Option(
      names = "--precision",
      paramLabel = "2|3",
      defaultValue = "2",
      description = "Significant digits of the quantiles: 2 is within 1 %%, 3 within 0.1 %%.")
  private int precision;

  @Option(names = "--compare", description = "Two captures side by side, per function.")
  private boolean compare;

  @Option(
      names = "--host",
      paramLabel = "NAME",
      defaultValue = "replay-1",
      description = "The host's name in the windows (default: replay-1, as replay has it).")
  private String host;

  @Option(
      names = "--session",
      paramLabel = "UUID",
      description = "The session in the windows (default: all zeros).")
  private UUID session;

  @Option(
      names = "--clock-offset-ns",
      paramLabel = "NS",
      defaultValue = "0",
      description = "Realtime minus trace clock, for the times of the windows (default: 0).")
  private long clockOffsetNs;

  @Override
  public Integer call() throws InterruptedException {
    checkUsage();
    Analysis analysis = analysis();
    StopSignal stop = StopSignal.forThisThread();
    try {
      if (compare) {
        compare(analysis);
      } else {
        analyze(analysis, capture());
      }
      return 0;
    } finally {
      stop.close();
    }
  }

  /** An argument is asked for as a collector would; for tasks more is kept than windows hold. */
  private CaptureFile capture() {
    CaptureFile file = CaptureFile.of(files.get(0));
    return by == null || by.equals(Pair.TASK) ? file : file.by(List.of(by));
  }

  private void checkUsage() {
    if (compare && files.size() != 2) {
      throw usage("--compare needs two captures");
    }
    if (compare && (windows || by != null)) {
      throw usage("--compare prints neither --windows nor --by");
    }
    if (compare && files.stream().filter("-"::equals).count() == 2) {
      throw usage("stdin can be only one of the two captures");
    }
    if (!compare && files.size() != 1) {
      throw usage("one capture at a time; --compare takes two");
    }
  }

  private ParameterException usage(String sentence) {
    return new ParameterException(spec.commandLine(), sentence);
  }

  private Analysis analysis() {
    try {
      EngineConfig standard = EngineConfig.standard();
      EngineConfig config =
          new EngineConfig(window.toMillis(), standard.graceMs(), standard.silenceMs(), precision);
      UUID id = session == null ? SESSION : session;
      return new Analysis(Hosts.check(host), id, clockOffsetNs, config, Pair.TASK.equals(by));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private void analyze(Analysis analysis, CaptureFile file) throws InterruptedException {
    Windows kept = windows ? Windows.keeping() : null;
    RunSummary summary = run(analysis, file, kept == null ? Windows.none() : kept);
    PrintWriter out = spec.commandLine().getOut();
    if (format.isJson()) {
      out.println(Json.string(AnalyzeJson.of(summary, by, kept)));
    } else {
      int width = TerminalSize.stdoutColumns();
      AnalyzeTable.lines(file.name(), summary, by, isUnicode(), width).forEach(out::println);
      if (kept != null) {
        WindowsTable.lines(kept, width).forEach(out::println);
      }
    }
    out.flush();
  }

  private void compare(Analysis analysis) throws InterruptedException {
    CaptureFile a = CaptureFile.of(files.get(0));
    CaptureFile b = CaptureFile.of(files.get(1));
    RunSummary first = run(analysis, a, Windows.none());
    RunSummary second = run(analysis, b, Windows.none());
    Comparison comparison = Comparison.of(a.name(), first, b.name(), second);
    PrintWriter out = spec.commandLine().getOut();
    if (format.isJson()) {
      out.println(Json.string(comparison));
    } else {
      comparison.lines(TerminalSize.stdoutColumns()).forEach(out::println);
    }
    out.flush();
  }

  private RunSummary run(Analysis analysis, CaptureFile file, ResultSink sink)
      throws InterruptedException {
    ProgressBar bar = ProgressBar.on(spec.commandLine().getErr(), file);
    try {
      return analysis.run(file, sink, bar::update);
    } finally {
      bar.clear();
    }
  }

  /** Java prints in the locale's charset; what it cannot print becomes question marks. */
  private static boolean isUnicode() {
    return Charset.defaultCharset().equals(StandardCharsets.UTF_8)
        && System.getProperty("sun.stdout.encoding", "UTF-8").equalsIgnoreCase("UTF-8");
  }
}
