package io.probestream.cli.analyze;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.probestream.cli.Failure;
import io.probestream.cli.text.Table;
import io.probestream.cli.text.Units;
import io.probestream.schemas.raw.Status;
import io.probestream.streams.engine.RunSummary;
import io.probestream.streams.engine.RunSummary.FunctionSummary;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Two captures side by side, per function.
 *
 * @param a name of the first
 * @param b name of the second
 * @param unit {@code ns} or {@code ticks}
 * @param functions those of either, the first one's order first
 */
record Comparison(String a, String b, String unit, List<Row> functions) {

  /** One side of a function; durations in the comparison's unit. */
  record Side(long count, long p50, long p99, long max) {
    static Side of(FunctionSummary f) {
      return f.count() == 0
          ? new Side(0, 0, 0, 0)
          : new Side(
              f.count(),
              AnalyzeJson.quantile(f, 500_000),
              AnalyzeJson.quantile(f, 990_000),
              f.max());
    }
  }

  /**
   * One function.
   *
   * @param a null where the first capture does not have it
   * @param b null where the second does not have it
   * @param p50Permille the second's in thousandths of the first's; null where one has no calls
   * @param p99Permille likewise
   * @param maxPermille likewise
   */
  @JsonInclude(JsonInclude.Include.ALWAYS)
  record Row(
      String function, Side a, Side b, Long p50Permille, Long p99Permille, Long maxPermille) {
    static Row of(String function, Side a, Side b) {
      boolean both = a != null && b != null && a.count > 0 && b.count > 0;
      return new Row(
          function,
          a,
          b,
          both ? permille(a.p50, b.p50) : null,
          both ? permille(a.p99, b.p99) : null,
          both ? permille(a.max, b.max) : null);
    }

    private static Long permille(long a, long b) {
      return a == 0 || b > Long.MAX_VALUE / 1_000 ? null : (Long) ((b * 1_000 + a / 2) / a);
    }
  }

  /**
   * Compares two runs.
   *
   * @throws Failure if one counts time and the other does not
   */
  static Comparison of(String a, RunSummary first, String b, RunSummary second) {
    if (!first.unit().equals(second.unit())) {
      throw new Failure(
          "cannot compare "
              + a
              + " in "
              + first.unit()
              + " with "
              + b
              + " in "
              + second.unit()
              + ": one of the clocks counts no time");
    }
    Map<String, Side[]> sides = new LinkedHashMap<>();
    for (FunctionSummary f : first.functions()) {
      sides.computeIfAbsent(f.function(), name -> new Side[2])[0] = Side.of(f);
    }
    for (FunctionSummary f : second.functions()) {
      sides.computeIfAbsent(f.function(), name -> new Side[2])[1] = Side.of(f);
    }
    List<Row> rows = new ArrayList<>();
    sides.forEach((name, two) -> rows.add(Row.of(name, two[0], two[1])));
    return new Comparison(a, b, first.unit(), rows);
  }

  List<String> lines(int width) {
    Table table =
        new Table(
                "FUNCTION",
                ">CALLS A",
                ">CALLS B",
                ">P50 A",
                ">P50 B",
                ">P50 B/A",
                ">P99 A",
                ">P99 B",
                ">P99 B/A",
                ">MAX A",
                ">MAX B",
                ">MAX B/A")
            .cut("FUNCTION", 20)
            .drop("MAX A", "MAX B", "MAX B/A", "CALLS A", "CALLS B")
            .cut("FUNCTION", 8);
    for (Row r : functions) {
      table.row(
          r.function,
          calls(r.a),
          calls(r.b),
          time(r.a, r.a == null ? 0 : r.a.p50),
          time(r.b, r.b == null ? 0 : r.b.p50),
          ratio(r.p50Permille),
          time(r.a, r.a == null ? 0 : r.a.p99),
          time(r.b, r.b == null ? 0 : r.b.p99),
          ratio(r.p99Permille),
          time(r.a, r.a == null ? 0 : r.a.max),
          time(r.b, r.b == null ? 0 : r.b.max),
          ratio(r.maxPermille));
    }
    List<String> lines = new ArrayList<>(List.of("A: " + a, "B: " + b, ""));
    lines.addAll(
        table.isEmpty() ? List.of("neither has a function to compare") : table.lines(width));
    return lines;
  }

  private static String calls(Side side) {
    return side == null ? "-" : Units.count(side.count);
  }

  private String time(Side side, long value) {
    return side == null || side.count == 0
        ? "-"
        : Units.duration(value, unit.equals(Status.NS) ? Status.NS : Status.TICKS);
  }

  private static String ratio(Long permille) {
    return permille == null
        ? "-"
        : permille / 1_000 + "." + Long.toString(1_000 + permille % 1_000).substring(1, 3) + "x";
  }
}
