package io.probestream.cli.analyze;

import io.probestream.cli.text.Table;
import io.probestream.cli.text.Units;
import io.probestream.schemas.raw.Status;
import io.probestream.streams.engine.RunSummary;
import io.probestream.streams.engine.RunSummary.FunctionSummary;
import io.probestream.streams.engine.RunSummary.ProbeSummary;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/** What {@code analyze} prints for people, as wide as their terminal where that can be. */
final class AnalyzeTable {
  private static final int CHART_WIDTH = 40;
  private static final int TASKS_SHOWN = 20;

  private static final Column P90 = quantile(">P90", 900_000);
  private static final Column P999 = quantile(">P99.9", 999_000);
  private static final Column SUM = new Column(">SUM", FunctionSummary::sum);
  private static final List<Column> COLUMNS =
      List.of(
          quantile(">P50", 500_000),
          P90,
          quantile(">P99", 990_000),
          P999,
          new Column(">MAX", FunctionSummary::max),
          SUM);

  private final RunSummary s;
  private final boolean unicode;
  private final int width;
  private final List<String> lines = new ArrayList<>();

  /** A time of a function's calls. */
  private record Column(String heading, ToLongFunction<FunctionSummary> value) {}

  private AnalyzeTable(RunSummary summary, boolean unicode, int width) {
    this.s = summary;
    this.unicode = unicode;
    this.width = width;
  }

  /**
   * @param width columns of the terminal; without one, as many as it takes
   */
  static List<String> lines(
      String name, RunSummary summary, boolean byTask, boolean unicode, int width) {
    AnalyzeTable table = new AnalyzeTable(summary, unicode, width);
    table.head(name);
    table.probes();
    table.functions();
    table.notMeasured();
    for (FunctionSummary f : summary.functions()) {
      table.chart(f);
      if (byTask) {
        table.tasks(f);
      }
    }
    return unicode ? table.lines : table.lines.stream().map(AnalyzeTable::ascii).toList();
  }

  private void head(String name) {
    lines.add(name);
    lines.add(Units.count(s.lines()) + " lines" + span() + ": " + kinds());
    if (s.ringLost() > 0) {
      lines.add(
          Units.count(s.ringLost())
              + " events lost in the ring buffer, as "
              + (s.ringLostSource().equals("stats")
                  ? "the kernel's per-CPU statistics say"
                  : "the LOST lines say"));
    }
  }

  private String span() {
    if (!s.unit().equals(Status.NS)) {
      return ", whose clock counts ticks";
    }
    return s.last() <= s.first() ? "" : " over " + Units.duration(s.last() - s.first());
  }

  private String kinds() {
    List<String> kinds = new ArrayList<>();
    kinds.add(Units.count(s.events()) + " events");
    add(kinds, s.other(), "of other events");
    add(kinds, s.continuations(), "continuations");
    add(kinds, s.headers(), "headers or blank");
    add(kinds, s.lostLines(), "LOST");
    kinds.add(Units.count(s.malformed()) + " malformed");
    return String.join(", ", kinds);
  }

  private static void add(List<String> kinds, long count, String what) {
    if (count > 0) {
      kinds.add(Units.count(count) + " " + what);
    }
  }

  private void probes() {
    Table table = new Table("PROBE", "KIND", ">EVENTS", ">HITS", ">MISSED");
    for (ProbeSummary p : s.probes()) {
      table.row(p.probe(), p.kind(), Units.count(p.events()), orDash(p.hits()), orDash(p.missed()));
    }
    add(table);
  }

  private static String orDash(Long count) {
    return count == null ? "-" : Units.count(count);
  }

  /** Columns that a narrow terminal does without, the first one first. */
  private void functions() {
    List<Column> columns = new ArrayList<>(COLUMNS);
    Table table = functions(columns);
    for (Column column : List.of(P90, SUM, P999)) {
      if (table.width() > width) {
        columns.remove(column);
        table = functions(columns);
      }
    }
    add(table);
  }

  private static Column quantile(String heading, int ppm) {
    return new Column(heading, f -> AnalyzeJson.quantile(f, ppm));
  }

  private Table functions(List<Column> columns) {
    List<String> headings = new ArrayList<>(List.of("FUNCTION", ">CALLS"));
    columns.forEach(column -> headings.add(column.heading()));
    Table table = new Table(headings.toArray(String[]::new));
    for (FunctionSummary f : s.functions()) {
      List<String> row = new ArrayList<>(List.of(f.function(), Units.count(f.count())));
      for (Column column : columns) {
        row.add(f.count() == 0 ? "-" : Units.duration(column.value().applyAsLong(f), s.unit()));
      }
      table.row(row.toArray(String[]::new));
    }
    return table;
  }

  /** Only where there is something of the kind. */
  private void notMeasured() {
    Table table =
        new Table("NOT MEASURED", ">NO RETURN", ">NO ENTRY", ">DISCARDED", ">IN FLIGHT AT END");
    for (FunctionSummary f : s.functions()) {
      if (f.orphanEntry() + f.orphanReturn() + f.discarded() + f.inFlightAtEnd() > 0) {
        table.row(
            f.function(),
            Units.count(f.orphanEntry()),
            Units.count(f.orphanReturn()),
            Units.count(f.discarded()),
            Units.count(f.inFlightAtEnd()));
      }
    }
    add(table);
  }

  private void chart(FunctionSummary f) {
    if (f.count() == 0) {
      return;
    }
    lines.add("");
    lines.add(
        f.function()
            + "  ("
            + f.entryProbe()
            + (unicode ? " → " : " -> ")
            + f.returnProbe()
            + ", "
            + Units.count(f.count())
            + " calls)");
    new HistogramChart(unicode, CHART_WIDTH)
        .lines(f.histogram(), s.unit())
        .forEach(line -> lines.add("  " + line));
  }

  private void tasks(FunctionSummary f) {
    Table table = new Table(">PID", "TASK", ">CALLS", ">SUM");
    f.tasks().stream()
        .sorted((a, b) -> Long.compare(b.sum(), a.sum()))
        .limit(TASKS_SHOWN)
        .forEach(
            t ->
                table.row(
                    Integer.toString(t.pid()),
                    t.task(),
                    Units.count(t.count()),
                    Units.duration(t.sum(), s.unit())));
    add(table);
    if (f.tasks().size() > TASKS_SHOWN) {
      lines.add(
          "  and " + (f.tasks().size() - TASKS_SHOWN) + " tasks more (all with --format json)");
    }
  }

  private void add(Table table) {
    if (!table.isEmpty()) {
      lines.add("");
      lines.addAll(table.lines());
    }
  }

  private static String ascii(String line) {
    return line.replace("µ", "u");
  }
}
