package io.probestream.cli.query;

import static io.probestream.schemas.Checks.check;

import io.probestream.cli.results.RawLines;
import io.probestream.cli.results.TopicTail;
import io.probestream.cli.text.Table;
import io.probestream.cli.text.TerminalSize;
import io.probestream.cli.text.Units;
import io.probestream.schemas.Json;
import io.probestream.schemas.window.LatencyWindow;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code query slow}. */
@Command(
    name = "slow",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "The slowest calls, each with the two trace lines it was measured from, read back from the "
          + "raw topic. Every window keeps its three slowest calls of a function; these are the slowest "
          + "of those.",
      "",
      "JSON: one object per line and call."
    },
    descriptionHeading = "%n",
    optionListHeading = "%nOptions:%n",
    footerHeading = "%nExamples:%n",
    footer = {
      "  probestream query slow --since 5m",
      "  probestream query slow --function do_sys_openat2 --limit 3",
      "  probestream query slow --host web1 --follow --format json"
    })
final class SlowCommand implements Callable<Integer> {
  @Mixin private QueryOptions options = new QueryOptions();

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "10",
      description = "How many calls, 1 to 1000 (default: 10).")
  private int limit = 10;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    try {
      check(limit >= 1 && limit <= 1000, "--limit must be between 1 and 1000 but is " + limit);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
    String topic = options.kafka().topics().latency();
    SlowCalls slowest = new SlowCalls(limit);
    try (TopicTail tail = TopicTail.open(options.kafka(), List.of(topic));
        RawLines lines = new RawLines(options.kafka())) {
      tail.seekToTime(options.sinceMs(Clock.systemUTC().millis()));
      tail.drain(record -> wanted(record).forEach(slowest::add));
      print(slowest.list(), lines);
      while (options.follow()) {
        List<LatencyWindow> came = new ArrayList<>();
        tail.poll(Duration.ofMillis(500), record -> came.addAll(wanted(record)));
        came.forEach(w -> print(SlowCalls.of(w), lines));
      }
    }
    return 0;
  }

  private List<LatencyWindow> wanted(ConsumerRecord<byte[], byte[]> record) {
    LatencyWindow w = Json.read(record.value(), LatencyWindow.class);
    return options.wants(w.host(), w.function()) ? List.of(w) : List.of();
  }

  private void print(List<SlowCalls.Slow> calls, RawLines lines) {
    PrintWriter out = spec.commandLine().getOut();
    if (calls.isEmpty() && !options.isJson() && !options.follow()) {
      out.println("No calls " + options.scope() + ".");
    }
    for (SlowCalls.Slow slow : calls) {
      SlowRow row = SlowRow.of(slow, lines.find(slow.call(), slow.function()));
      if (options.isJson()) {
        out.println(Json.string(row));
      } else {
        printTable(row, out);
      }
    }
    out.flush();
  }

  private static void printTable(SlowRow r, PrintWriter out) {
    int width = TerminalSize.stdoutColumns();
    String head =
        String.format(
            "%8s  %s  %s  %s-%d  cpu %d  %s",
            Units.duration(r.durationNs(), r.unit()),
            r.function(),
            r.host(),
            r.task(),
            r.pid(),
            r.cpu(),
            Cells.time(r.endNs() / 1_000_000));
    out.println(Table.cutEnd(head, width));
    out.println(line(r.entryLine(), width));
    out.println(line(r.returnLine(), width));
  }

  /** On a terminal without the blanks before the task's name, and no longer than a line. */
  private static String line(String line, int width) {
    if (line == null) {
      return "    (the raw record is gone: older than its topic's retention)";
    }
    return width == Integer.MAX_VALUE
        ? "    " + line
        : Table.cutEnd("    " + line.stripLeading(), width);
  }
}
