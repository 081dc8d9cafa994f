package io.probestream.cli.query;

import com.fasterxml.jackson.databind.JsonNode;
import io.probestream.cli.api.ApiClient;
import io.probestream.cli.query.SlowCalls.Slow;
import io.probestream.cli.results.RawLines;
import io.probestream.cli.text.Table;
import io.probestream.cli.text.TerminalSize;
import io.probestream.cli.text.Units;
import io.probestream.schemas.Json;
import io.probestream.schemas.window.LatencyWindow;
import io.probestream.schemas.window.SlowCall;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code query slow}. */
@Command(
    name = "slow",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "The slowest calls, each with the two trace lines it was measured from, read back from the "
          + "raw topic; the API gives only their partition and offsets there. Every window keeps its three slowest calls of a function; these are the slowest "
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

  private Rows<SlowRow> rows;

  @Override
  public Integer call() {
    options.usage(
        limit >= 1 && limit <= 1000, "--limit must be between 1 and 1000 but is " + limit);
    Wanted wanted = options.wanted(false);
    rows = options.isTable() ? null : new Rows<>(options.format(), SlowRow.class, options.out());
    boolean fromApi = options.sourceOrUsage() == Source.API;
    try (RawLines lines = fromApi ? null : new RawLines(options.kafka());
        Feed<LatencyWindow> feed = options.feed(new LatencyKind(), wanted)) {
      SlowCalls slowest = new SlowCalls(limit);
      if (fromApi && !options.follow()) {
        ask(wanted).forEach(slowest::add);
      } else {
        feed.read(Feed.EACH, w -> SlowCalls.of(w).forEach(slowest::add));
      }
      print(slowest.list(), lines);
      while (options.follow()) {
        feed.poll(w -> print(SlowCalls.of(w), lines));
      }
    }
    return 0;
  }

  /** Each window's, as from the topic. */
  private List<Slow> ask(Wanted wanted) {
    ApiClient.Params params =
        ApiClient.params()
            .with("from", wanted.fromMs())
            .with("to", wanted.toMs())
            .with("step", Feed.EACH + "ms")
            .with("by", "host")
            .with("limit", limit);
    wanted.names().forEach(name -> params.with("function", name));
    ApiFeed.with(params, wanted);
    JsonNode answer = ApiFeed.get(options.api(), "slow", params);
    new Notes(options.err()).about(answer);
    List<Slow> calls = new ArrayList<>();
    for (JsonNode call : answer.path("calls")) {
      calls.add(
          new Slow(
              call.get("function").asText(),
              call.get("unit").asText(),
              Json.read(Json.bytes(call), SlowCall.class)));
    }
    return calls;
  }

  private void print(List<Slow> calls, RawLines lines) {
    PrintWriter out = options.out();
    if (calls.isEmpty() && options.isTable() && !options.follow()) {
      out.println("No calls " + options.scope() + ".");
    }
    for (Slow slow : calls) {
      SlowRow row =
          SlowRow.of(
              slow,
              lines == null
                  ? new RawLines.Lines(null, null)
                  : lines.find(slow.call(), slow.function()));
      if (rows != null) {
        rows.print(row);
      } else {
        printTable(row, lines != null, out);
      }
    }
    out.flush();
  }

  private static void printTable(SlowRow r, boolean withLines, PrintWriter out) {
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
    if (!withLines) {
      String where =
          "    raw partition %d, offsets %d and %d; the lines: --bootstrap-servers"
              .formatted(r.partition(), r.entryOffset(), r.returnOffset());
      out.println(Table.cutEnd(where, width));
      return;
    }
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
