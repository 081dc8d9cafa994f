package io.probestream.cli.query;

import io.probestream.cli.text.Blocks;
import io.probestream.cli.text.HeatmapText;
import io.probestream.cli.text.TerminalSize;
import io.probestream.cli.text.Units;
import io.probestream.schemas.window.LatencyWindow;
import io.probestream.streams.api.LogBuckets;
import io.probestream.streams.rollup.Levels;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code query heatmap}. */
@Command(
    name = "heatmap",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "How many calls of a function took how long, over time: a column for each step, a row for "
          + "each bucket of latencies, slowest at the top, darker for more calls. An incomplete column "
          + "is hatched where it is empty; a step without calls is blank.",
      "",
      "JSON: one object per heatmap, its cells as index of the bucket and count; CSV: one line per "
          + "cell that is not empty."
    },
    descriptionHeading = "%n",
    parameterListHeading = "%n",
    optionListHeading = "%nOptions:%n",
    footerHeading = "%nExamples:%n",
    footer = {
      "  probestream query heatmap vfs_write --since 1h",
      "  probestream query heatmap vfs_write --step 10s --host web1",
      "  probestream query heatmap vfs_write --from 3h --to 2h --label role=db"
    })
final class HeatmapCommand implements Callable<Integer> {
  private static final int WIDTH = 120;
  private static final int HEIGHT = 18;
  private static final long[] STEPS_MS = {
    1_000, 2_000, 5_000, 10_000, 30_000, 60_000, 300_000, 600_000, 1_800_000, 3_600_000, 21_600_000
  };
  private static final long DAY_MS = 86_400_000;

  @Parameters(paramLabel = "FUNCTION", description = "The function.")
  private String function;

  @Mixin private EachOption each = new EachOption();

  @Option(
      names = "--step",
      paramLabel = "SPAN",
      description = "Time of a column (default: so that they fit the terminal).")
  private Duration step;

  @Option(
      names = "--per-octave",
      paramLabel = "N",
      defaultValue = "4",
      description =
          "Buckets for each doubling of the latency: 1, 2, 4, 8 or 16 (default: 4); what is drawn"
              + " has fewer where the height asks for it.")
  private int perOctave = 4;

  @Mixin private QueryOptions options = new QueryOptions();

  /** One step: its cells are index of the bucket and count. */
  record Column(
      long startMs, long endMs, long count, int completenessPpm, List<List<Long>> cells) {}

  /** A heatmap, as in the API. */
  record Row(
      String function,
      String host,
      Integer hosts,
      String unit,
      long fromMs,
      long toMs,
      long stepMs,
      List<Long> boundsNs,
      List<Column> columns) {}

  /** A cell with what its heatmap is of. */
  record Line(
      String function,
      String host,
      Integer hosts,
      String unit,
      long startMs,
      long endMs,
      long lowNs,
      long highNs,
      long count,
      int completenessPpm) {}

  @Override
  public Integer call() {
    LogBuckets buckets = each.buckets(options, perOctave);
    Wanted wanted = options.wanted(each.together(), function);
    options.usage(!options.follow(), "a heatmap is not followed; 'probestream top' shows it live");
    options.usage(step == null || step.toMillis() > 0, "--step must be longer than nothing");
    long stepMs = step == null ? auto(wanted.toMs() - wanted.fromMs()) : step.toMillis();
    Map<List<String>, List<LatencyWindow>> series = new LinkedHashMap<>();
    try (Feed<LatencyWindow> feed = options.feed(new LatencyKind(), wanted)) {
      feed.read(
          stepMs,
          w ->
              series
                  .computeIfAbsent(
                      List.of(w.function(), String.valueOf(w.host()), w.unit()),
                      k -> new ArrayList<>())
                  .add(w));
      if (series.isEmpty()) {
        options.sayNone("calls of " + function, feed);
      }
    }
    List<Row> rows = series.values().stream().map(ws -> row(ws, buckets, wanted)).toList();
    PrintWriter out = options.out();
    switch (options.format()) {
      case TABLE -> rows.forEach(row -> draw(row, out));
      case JSON -> {
        Rows<Row> json = new Rows<>(options.format(), Row.class, out);
        rows.forEach(json::print);
      }
      case CSV -> {
        Rows<Line> csv = new Rows<>(options.format(), Line.class, out);
        rows.forEach(row -> lines(row).forEach(csv::print));
      }
    }
    out.flush();
    return 0;
  }

  private static int width() {
    return Math.min(WIDTH, TerminalSize.stdoutColumns());
  }

  private static long auto(long lengthMs) {
    int columns = HeatmapText.columns(width());
    for (long stepMs : STEPS_MS) {
      if (lengthMs <= stepMs * columns) {
        return stepMs;
      }
    }
    return Levels.ceil(lengthMs / columns, DAY_MS);
  }

  private static Row row(List<LatencyWindow> windows, LogBuckets buckets, Wanted wanted) {
    List<TreeMap<Integer, Long>> counts =
        windows.stream().map(w -> buckets.counts(w.histogram())).toList();
    int lowest =
        counts.stream().filter(c -> !c.isEmpty()).mapToInt(TreeMap::firstKey).min().orElse(0);
    int highest =
        counts.stream().filter(c -> !c.isEmpty()).mapToInt(TreeMap::lastKey).max().orElse(-1);
    List<Long> bounds = new ArrayList<>();
    for (int i = lowest; i <= highest + 1 && highest >= 0; i++) {
      bounds.add(buckets.low(i));
    }
    List<Column> columns = new ArrayList<>();
    for (int i = 0; i < windows.size(); i++) {
      LatencyWindow w = windows.get(i);
      List<List<Long>> cells = new ArrayList<>();
      counts.get(i).forEach((bucket, count) -> cells.add(List.of((long) bucket - lowest, count)));
      columns.add(new Column(w.startMs(), w.endMs(), w.count(), w.completenessPpm(), cells));
    }
    LatencyWindow first = windows.get(0);
    long stepMs = first.endMs() - first.startMs(); // longer than asked where windows are
    return new Row(
        first.function(),
        first.host(),
        first.hosts(),
        first.unit(),
        Levels.floor(wanted.fromMs(), stepMs),
        Levels.ceil(wanted.toMs(), stepMs),
        stepMs,
        bounds,
        columns);
  }

  private static List<Line> lines(Row r) {
    List<Line> lines = new ArrayList<>();
    for (Column c : r.columns()) {
      for (List<Long> cell : c.cells()) {
        int bucket = Math.toIntExact(cell.get(0));
        lines.add(
            new Line(
                r.function(),
                r.host(),
                r.hosts(),
                r.unit(),
                c.startMs(),
                c.endMs(),
                r.boundsNs().get(bucket),
                r.boundsNs().get(bucket + 1),
                cell.get(1),
                c.completenessPpm()));
      }
    }
    return lines;
  }

  private static void draw(Row r, PrintWriter out) {
    Blocks blocks = Blocks.ofLocale();
    long calls = r.columns().stream().mapToLong(Column::count).sum();
    out.println(
        Cells.title(r.function(), r.host(), r.hosts(), r.fromMs(), r.toMs(), blocks)
            + ": "
            + Units.count(calls, "call")
            + ", a column is "
            + (r.stepMs() < 1_000 ? r.stepMs() + " ms" : Units.span(r.stepMs())));
    if (r.boundsNs().isEmpty()) {
      return;
    }
    List<HeatmapText.Column> columns =
        r.columns().stream()
            .map(c -> new HeatmapText.Column(c.startMs(), counts(r, c), c.completenessPpm()))
            .toList();
    HeatmapText.lines(
            new HeatmapText.Cells(
                r.unit(), r.boundsNs(), columns, r.fromMs(), r.toMs(), r.stepMs()),
            width(),
            HEIGHT,
            blocks)
        .forEach(out::println);
  }

  private static List<Long> counts(Row r, Column c) {
    List<Long> counts = new ArrayList<>(Collections.nCopies(r.boundsNs().size() - 1, 0L));
    c.cells().forEach(cell -> counts.set(Math.toIntExact(cell.get(0)), cell.get(1)));
    return counts;
  }
}
