package io.probestream.cli.query;

import io.probestream.cli.text.Blocks;
import io.probestream.cli.text.HistogramText;
import io.probestream.cli.text.TerminalSize;
import io.probestream.cli.text.Units;
import io.probestream.schemas.window.LatencyWindow;
import io.probestream.streams.api.LogBuckets;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code query histogram}. */
@Command(
    name = "histogram",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "How many calls of a function took how long: all hosts together, or each by itself. The "
          + "buckets are those of the API; their counts add up to the calls.",
      "",
      "JSON: one object per histogram; CSV: one line per bucket that is not empty."
    },
    descriptionHeading = "%n",
    parameterListHeading = "%n",
    optionListHeading = "%nOptions:%n",
    footerHeading = "%nExamples:%n",
    footer = {
      "  probestream query histogram vfs_write --since 1h",
      "  probestream query histogram vfs_write --per-octave 8 --host web1",
      "  probestream query histogram vfs_write --each --format csv"
    })
final class HistogramCommand implements Callable<Integer> {
  private static final int WIDTH = 100;

  @Parameters(paramLabel = "FUNCTION", description = "The function.")
  private String function;

  @Mixin private EachOption each = new EachOption();

  @Option(
      names = "--per-octave",
      paramLabel = "N",
      defaultValue = "2",
      description = "Buckets for each doubling of the latency: 1, 2, 4, 8 or 16 (default: 2).")
  private int perOctave = 2;

  @Mixin private QueryOptions options = new QueryOptions();

  /** Calls that took at least {@code lowNs} and less than {@code highNs}. */
  record Bucket(long lowNs, long highNs, long count) {}

  /** A histogram. */
  record Row(
      String function,
      String host,
      Integer hosts,
      long startMs,
      long endMs,
      String unit,
      long count,
      int completenessPpm,
      List<Bucket> buckets) {}

  /** A bucket with what its histogram is of. */
  record Line(
      String function,
      String host,
      Integer hosts,
      long startMs,
      long endMs,
      String unit,
      long lowNs,
      long highNs,
      long count) {}

  @Override
  public Integer call() {
    LogBuckets buckets = each.buckets(options, perOctave);
    Wanted wanted = options.wanted(each.together(), function);
    options.usage(
        !options.follow(), "a histogram is not followed; 'probestream top' shows it live");
    List<Row> rows = new ArrayList<>();
    try (Feed<LatencyWindow> feed = options.feed(new LatencyKind(), wanted)) {
      feed.read(Feed.WHOLE, w -> rows.add(row(w, buckets)));
      if (rows.isEmpty()) {
        options.sayNone("calls of " + function, feed);
      }
    }
    PrintWriter out = options.out();
    switch (options.format()) {
      case TABLE -> rows.forEach(row -> draw(row, out));
      case JSON -> {
        Rows<Row> json = new Rows<>(options.format(), Row.class, out);
        rows.forEach(json::print);
      }
      case CSV -> {
        Rows<Line> csv = new Rows<>(options.format(), Line.class, out);
        rows.forEach(row -> row.buckets().forEach(b -> csv.print(line(row, b))));
      }
    }
    out.flush();
    return 0;
  }

  private static Row row(LatencyWindow w, LogBuckets buckets) {
    List<Bucket> counts = new ArrayList<>();
    buckets
        .counts(w.histogram())
        .forEach((i, count) -> counts.add(new Bucket(buckets.low(i), buckets.low(i + 1), count)));
    return new Row(
        w.function(),
        w.host(),
        w.hosts(),
        w.startMs(),
        w.endMs(),
        w.unit(),
        w.count(),
        w.completenessPpm(),
        counts);
  }

  private static Line line(Row r, Bucket b) {
    return new Line(
        r.function(),
        r.host(),
        r.hosts(),
        r.startMs(),
        r.endMs(),
        r.unit(),
        b.lowNs(),
        b.highNs(),
        b.count());
  }

  private void draw(Row row, PrintWriter out) {
    Blocks blocks = Blocks.ofLocale();
    out.println(
        Cells.title(row.function(), row.host(), row.hosts(), row.startMs(), row.endMs(), blocks)
            + ": "
            + Units.count(row.count(), "call")
            + ", "
            + Units.percent(row.completenessPpm())
            + " of all");
    if (!row.buckets().isEmpty()) {
      int width = Math.min(WIDTH, TerminalSize.stdoutColumns());
      HistogramText.lines(drawn(row), row.unit(), width, blocks).forEach(out::println);
    }
  }

  /** With the empty ones between them. */
  private List<HistogramText.Bucket> drawn(Row row) {
    LogBuckets buckets = new LogBuckets(perOctave);
    TreeMap<Integer, Long> counts = new TreeMap<>();
    row.buckets().forEach(b -> counts.put(buckets.index(b.lowNs()), b.count()));
    List<HistogramText.Bucket> all = new ArrayList<>();
    for (int i = counts.firstKey(); i <= counts.lastKey(); i++) {
      all.add(
          new HistogramText.Bucket(buckets.low(i), buckets.low(i + 1), counts.getOrDefault(i, 0L)));
    }
    return all;
  }
}
