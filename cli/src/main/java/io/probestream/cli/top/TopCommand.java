package io.probestream.cli.top;

import static io.probestream.schemas.Checks.check;

import io.probestream.cli.Failure;
import io.probestream.cli.StopSignal;
import io.probestream.cli.api.ApiOptions;
import io.probestream.cli.text.Blocks;
import io.probestream.cli.text.HeatmapText;
import io.probestream.cli.text.TerminalSize;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jline.utils.AttributedString;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code top}. */
@Command(
    name = "top",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "The fleet live in the terminal: functions by rate, p99 or missed calls; from there to a host, or"
          + " to one function's heatmap, histogram and hosts. ? explains the keys.",
      "It asks the HTTP API of a streams application, once per interval."
    },
    descriptionHeading = "%n",
    optionListHeading = "%nOptions:%n",
    footerHeading = "%nExamples:%n",
    footer = {
      "  probestream top",
      "  probestream top --api https://streams-1:8095 --since 15m",
      "  probestream top --host web1 --interval 5s",
      "  probestream top --once --function vfs_read"
    })
public final class TopCommand implements Callable<Integer> {
  private static final long KEY_MS = 100;

  /** As of a command that SIGINT ended. */
  private static final int INTERRUPTED = 130;

  /** Lines of a screen that are no rows of a list. */
  private static final int FRAME = 4;

  @Mixin private ApiOptions api = new ApiOptions();

  @Option(
      names = "--since",
      paramLabel = "SPAN",
      defaultValue = "1m",
      description = "Over how long to begin with, 10s to 1d (default: 1m).")
  private Duration since = Duration.ofMinutes(1);

  @Option(
      names = "--interval",
      paramLabel = "SPAN",
      defaultValue = "2s",
      description = "How often to ask, 1s to 1h (default: 2s).")
  private Duration interval = Duration.ofSeconds(2);

  @Option(names = "--host", paramLabel = "HOST", description = "Begin with this host.")
  private String host;

  @Option(names = "--function", paramLabel = "NAME", description = "Begin with this function.")
  private String function;

  @Option(names = "--once", description = "Print one screen and end, for scripts and logs.")
  private boolean once;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException, IOException {
    try {
      between(since, Duration.ofSeconds(10), Duration.ofDays(1), "--since must be 10s to 1d");
      between(interval, Duration.ofSeconds(1), Duration.ofHours(1), "--interval must be 1s to 1h");
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
    TopState state = TopState.start(since.toMillis());
    state = host == null ? state : state.host(host);
    state = function == null ? state : state.function(function);
    TopFetcher fetcher = new TopFetcher(api.client(System.getenv()), Clock.systemUTC());
    if (once) {
      print(state, fetcher);
      return 0;
    }
    try (StopSignal signal = StopSignal.polled();
        TopPoller poller = new TopPoller(fetcher, interval.toMillis());
        TopTerminal terminal = TopTerminal.open()) {
      poller.start();
      return run(state, terminal, poller, signal);
    }
  }

  private static void between(Duration value, Duration least, Duration most, String sentence) {
    check(value.compareTo(least) >= 0 && value.compareTo(most) <= 0, sentence);
  }

  private static int run(TopState begin, TopTerminal terminal, TopPoller poller, StopSignal signal)
      throws IOException {
    Blocks blocks = Blocks.ofLocale();
    TopState state = begin;
    while (!signal.isRaised()) {
      int width = terminal.columns();
      int height = terminal.rows();
      poller.ask(state.question(), HeatmapText.columns(width), state.paused());
      TopPoller.Shown shown = poller.shown();
      terminal.show(TopScreen.lines(state, shown.data(), shown.trouble(), blocks, width, height));
      Key key = terminal.key(KEY_MS);
      if (key != null) {
        if (key.name() == Key.Name.INTERRUPT) {
          return INTERRUPTED;
        }
        if (ends(key, state)) {
          return 0;
        }
        state = TopKeys.press(key, state, names(state, shown.data()), height - FRAME);
      }
    }
    return 0;
  }

  private static boolean ends(Key key, TopState state) {
    return key.name() == Key.Name.CLOSED || (!state.typing() && key.equals(Key.of('q')));
  }

  private static List<String> names(TopState state, TopData data) {
    return data == null || !data.question().equals(state.question())
        ? List.of()
        : new ListBody(state, data).names();
  }

  private void print(TopState state, TopFetcher fetcher) throws InterruptedException {
    TerminalSize size = TerminalSize.ask();
    TopData data = fetcher.fetch(state.question(), HeatmapText.columns(size.columns()));
    PrintWriter out = spec.commandLine().getOut();
    List<AttributedString> lines =
        TopScreen.lines(state, data, null, Blocks.ofLocale(), size.columns(), size.rows());
    // The last line names keys, which nobody will press.
    lines.subList(0, lines.size() - 1).stream()
        .map(line -> line.toString().stripTrailing())
        .forEach(out::println);
    out.flush();
    if (out.checkError()) {
      throw new Failure("the screen could not be printed");
    }
  }
}
