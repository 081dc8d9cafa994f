package io.probestream.cli.analyze;

import io.probestream.cli.text.Table;
import io.probestream.cli.text.Units;
import io.probestream.cli.text.Words;
import io.probestream.schemas.raw.Pair;
import io.probestream.schemas.raw.Status;
import io.probestream.streams.engine.RunSummary;
import io.probestream.streams.engine.RunSummary.FunctionSummary;
import io.probestream.streams.engine.RunSummary.ProbeSummary;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What {@code analyze} prints for people, as wide as their terminal where that can be. */
final class AnalyzeTable {
  private static final int CHART_WIDTH = 40;
  private static final int PARTS_SHOWN = 20;

  private final RunSummary s;
  private final boolean unicode;
  private final int width;
  private final List<String> lines = new ArrayList<>();

  private AnalyzeTable(RunSummary summary, boolean unicode, int width) {
    this.s = summary;
    this.unicode = unicode;
    this.width = width;
  }

  /**
   * @param by what calls are told apart by; null for nothing
   * @param width columns of the terminal; without one, as many as it takes
   */
  static List<String> lines(
      String name, RunSummary summary, String by, boolean unicode, int width) {
    AnalyzeTable table = new AnalyzeTable(summary, unicode, width);
    table.head(name);
    table.probes();
    table.functions();
    table.notMeasured();
    for (FunctionSummary f : summary.functions()) {
      table.chart(f);
      if (Pair.TASK.equals(by)) {
        table.tasks(f);
      } else if (by != null) {
        table.values(f, by);
      }
    }
    return unicode ? table.lines : table.lines.stream().map(AnalyzeTable::ascii).toList();
  }

  private void head(String name) {
    lines.add(name);
    lines.addAll(Words.wrap(Units.count(s.lines(), "line") + span() + ": " + kinds(), width));
    if (s.ringLost() > 0) {
      lines.add(
          Units.count(s.ringLost(), "event")
              + " lost in the ring buffer, as "
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
    kinds.add(Units.count(s.events(), "event"));
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
    Table table = new Table("PROBE", "KIND", ">EVENTS", ">HITS", ">MISSED").cut("PROBE", 16);
    for (ProbeSummary p : s.probes()) {
      table.row(p.probe(), p.kind(), Units.count(p.events()), orDash(p.hits()), orDash(p.missed()));
    }
    add(table);
  }

  private static String orDash(Long count) {
    return count == null ? "-" : Units.count(count);
  }

  private void functions() {
    Table table =
        new Table("FUNCTION", ">CALLS", ">P50", ">P90", ">P99", ">P99.9", ">MAX", ">SUM")
            .drop("P90", "SUM", "P99.9")
            .cut("FUNCTION", 16);
    for (FunctionSummary f : s.functions()) {
      table.row(
          f.function(),
          Units.count(f.count()),
          time(f, AnalyzeJson.quantile(f, 500_000)),
          time(f, AnalyzeJson.quantile(f, 900_000)),
          time(f, AnalyzeJson.quantile(f, 990_000)),
          time(f, AnalyzeJson.quantile(f, 999_000)),
          time(f, f.max()),
          time(f, f.sum()));
    }
    add(table);
  }

  private String time(FunctionSummary f, long value) {
    return f.count() == 0 ? "-" : Units.duration(value, s.unit());
  }

  /** Only where there is something of the kind. */
  private void notMeasured() {
    Table table =
        new Table("NOT MEASURED", ">NO RETURN", ">NO ENTRY", ">DISCARDED", ">IN FLIGHT AT END")
            .cut("NOT MEASURED", 16);
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
            + Units.count(f.count(), "call")
            + ')');
    new HistogramChart(unicode, CHART_WIDTH)
        .lines(f.histogram(), s.unit())
        .forEach(line -> lines.add("  " + line));
  }

  private void tasks(FunctionSummary f) {
    Table table = new Table(">PID", "TASK", ">CALLS", ">SUM");
    f.tasks().stream()
        .sorted((a, b) -> Long.compare(b.sum(), a.sum()))
        .limit(PARTS_SHOWN)
        .forEach(
            t ->
                table.row(
                    Integer.toString(t.pid()),
                    t.task(),
                    Units.count(t.count()),
                    Units.duration(t.sum(), s.unit())));
    add(table);
    addMore(f.tasks().size(), "tasks");
  }

  private void values(FunctionSummary f, String by) {
    Table table = new Table(by.toUpperCase(Locale.ROOT), ">CALLS", ">SUM");
    f.values().stream()
        .sorted((a, b) -> Long.compare(b.sum(), a.sum()))
        .limit(PARTS_SHOWN)
        .forEach(
            v -> table.row(v.value(), Units.count(v.count()), Units.duration(v.sum(), s.unit())));
    add(table);
    addMore(f.values().size(), "values");
  }

  private void addMore(int found, String what) {
    if (found > PARTS_SHOWN) {
      lines.add("  and " + (found - PARTS_SHOWN) + " " + what + " more (all with --format json)");
    }
  }

  private void add(Table table) {
    if (!table.isEmpty()) {
      lines.add("");
      lines.addAll(table.lines(width));
    }
  }

  private static String ascii(String line) {
    return line.replace("µ", "u");
  }
}
