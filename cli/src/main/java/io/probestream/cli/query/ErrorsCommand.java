package io.probestream.cli.query;

import io.probestream.cli.text.Table;
import io.probestream.cli.text.TerminalSize;
import io.probestream.cli.text.Units;
import io.probestream.schemas.window.ErrnoCount;
import io.probestream.schemas.window.LatencyWindow;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code query errors}. */
@Command(
    name = "errors",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Errors that functions returned (-4095 to -1), by errno, the most frequent of a function "
          + "first. A function counts here if its return probe records what it returned.",
      "",
      "JSON: one object per line, function and errno."
    },
    descriptionHeading = "%n",
    optionListHeading = "%nOptions:%n",
    footerHeading = "%nExamples:%n",
    footer = {
      "  probestream query errors --since 1h",
      "  probestream query errors --function do_sys_openat2 --fleet",
      "  probestream query errors --format csv"
    })
final class ErrorsCommand implements Callable<Integer> {
  @Option(names = "--fleet", description = "All hosts together.")
  private boolean fleet;

  @Mixin private QueryOptions options = new QueryOptions();

  /** How often a function failed in one way. */
  record Row(
      String host,
      Integer hosts,
      String function,
      long startMs,
      long endMs,
      long calls,
      long errors,
      int errno,
      String name,
      long count) {}

  @Override
  public Integer call() {
    options.usage(!options.follow(), "errors are not followed; query latency --follow counts them");
    List<Row> rows = new ArrayList<>();
    boolean[] calls = {false};
    try (Feed<LatencyWindow> feed = options.feed(new LatencyKind(), options.wanted(fleet))) {
      feed.read(
          Feed.WHOLE,
          w -> {
            calls[0] = true;
            w.errnos().forEach(e -> rows.add(row(w, e)));
          });
      if (rows.isEmpty()) {
        options.sayNone(calls[0] ? "errors" : "calls", feed);
      }
    }
    print(rows, options.out());
    return 0;
  }

  private static Row row(LatencyWindow w, ErrnoCount e) {
    return new Row(
        w.host(),
        w.hosts(),
        w.function(),
        w.startMs(),
        w.endMs(),
        w.count(),
        w.errors(),
        e.errno(),
        Errnos.name(e.errno()),
        e.count());
  }

  private void print(List<Row> rows, PrintWriter out) {
    if (!options.isTable()) {
      Rows<Row> machine = new Rows<>(options.format(), Row.class, out);
      rows.forEach(machine::print);
    } else if (!rows.isEmpty()) {
      Table table =
          new Table("host", "function", ">calls", ">errors", ">errno", "name", ">count")
              .cut("function", 18)
              .cut("host", 12)
              .drop("errno", "errors");
      for (Row r : rows) {
        table.row(
            Cells.host(r.host(), r.hosts()),
            r.function(),
            Units.count(r.calls()),
            Units.count(r.errors()),
            Integer.toString(r.errno()),
            r.name(),
            Units.count(r.count()));
      }
      table.lines(TerminalSize.stdoutColumns()).forEach(out::println);
    }
    out.flush();
  }
}
