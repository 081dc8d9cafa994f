package io.probestream.cli.query;

import io.probestream.cli.text.Table;
import io.probestream.cli.text.TerminalSize;
import io.probestream.cli.text.Units;
import io.probestream.schemas.window.LatencyWindow;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code query functions}. */
@Command(
    name = "functions",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Which functions are measured, all hosts together, in the order of --sort.",
      "",
      "JSON: one object per line, as in the fleet's topic of latencies."
    },
    descriptionHeading = "%n",
    optionListHeading = "%nOptions:%n",
    footerHeading = "%nExamples:%n",
    footer = {
      "  probestream query functions --sort p99 --limit 10",
      "  probestream query functions --label role=db --since 1h --format csv"
    })
final class FunctionsCommand implements Callable<Integer> {
  /** What functions are sorted by. */
  enum Sort {
    CALLS,
    P99,
    MAX,
    ERRORS,
    NAME;

    Comparator<LatencyWindow> order() {
      Comparator<LatencyWindow> byName = Comparator.comparing(LatencyWindow::function);
      return switch (this) {
        case CALLS -> Comparator.comparing(LatencyWindow::count).reversed().thenComparing(byName);
        case P99 -> Comparator.comparing(LatencyWindow::p99Ns).reversed().thenComparing(byName);
        case MAX -> Comparator.comparing(LatencyWindow::maxNs).reversed().thenComparing(byName);
        case ERRORS -> Comparator.comparing(LatencyWindow::errors).reversed().thenComparing(byName);
        case NAME -> byName;
      };
    }
  }

  @Option(
      names = "--sort",
      paramLabel = "calls|p99|max|errors|name",
      defaultValue = "calls",
      description = "The order, most first (default: calls).")
  private Sort sort = Sort.CALLS;

  @Option(names = "--limit", paramLabel = "N", description = "At most so many (default: all).")
  private Integer limit;

  @Mixin private QueryOptions options = new QueryOptions();

  @Override
  public Integer call() {
    options.usage(
        !options.follow(), "functions are not followed; 'probestream top' shows them live");
    options.usage(limit == null || limit > 0, "--limit must be positive but is " + limit);
    List<LatencyWindow> all = new ArrayList<>();
    try (Feed<LatencyWindow> feed = options.feed(new LatencyKind(), options.wanted(true))) {
      feed.read(Feed.WHOLE, all::add);
      if (all.isEmpty()) {
        options.sayNone("functions", feed);
      }
    }
    all.sort(sort.order());
    print(limit == null ? all : all.subList(0, Math.min(limit, all.size())), options.out());
    return 0;
  }

  private void print(List<LatencyWindow> functions, PrintWriter out) {
    if (!options.isTable()) {
      Rows<LatencyWindow> rows = new Rows<>(options.format(), LatencyWindow.class, out);
      functions.forEach(rows::print);
    } else if (!functions.isEmpty()) {
      Table table =
          new Table(
                  "function",
                  ">hosts",
                  ">calls",
                  ">rate",
                  ">p50",
                  ">p99",
                  ">max",
                  ">errors",
                  ">complete")
              .drop("hosts")
              .cut("function", 18)
              .drop("errors", "rate");
      for (LatencyWindow w : functions) {
        boolean any = w.count() > 0;
        table.row(
            w.function(),
            w.hosts() == null ? "-" : Units.count(w.hosts()),
            Units.count(w.count()),
            Units.rate(w.count(), w.endMs() - w.startMs()),
            any ? Units.duration(w.p50Ns(), w.unit()) : "-",
            any ? Units.duration(w.p99Ns(), w.unit()) : "-",
            any ? Units.duration(w.maxNs(), w.unit()) : "-",
            Units.count(w.errors()),
            Units.percent(w.completenessPpm()));
      }
      table.lines(TerminalSize.stdoutColumns()).forEach(out::println);
    }
    out.flush();
  }
}
