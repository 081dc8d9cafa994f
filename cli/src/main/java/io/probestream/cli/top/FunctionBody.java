package io.probestream.cli.top;

import io.probestream.cli.text.Blocks;
import io.probestream.cli.text.HeatmapText;
import io.probestream.cli.text.HistogramText;
import io.probestream.cli.text.Units;
import java.util.ArrayList;
import java.util.List;

/** One function: its numbers, rate and p99 over time, and heatmap or histogram. */
final class FunctionBody {
  private static final int LABEL = 10;

  private final Blocks blocks;
  private final int width;
  private final int height;

  FunctionBody(Blocks blocks, int width, int height) {
    this.blocks = blocks;
    this.width = width;
    this.height = height;
  }

  List<String> lines(TopData data) {
    List<String> lines = new ArrayList<>();
    if (data.rows().isEmpty()) {
      lines.add("");
      lines.add("  No calls in this time; + looks further back.");
      return lines;
    }
    lines.addAll(numbers(data.rows().get(0)));
    if (data.heatmap() == null) {
      lines.add("");
      String unit = data.rows().get(0).unit();
      lines.addAll(HistogramText.lines(data.buckets(), unit, width, blocks));
      return lines;
    }
    lines.add(series("rate", data, Series.RATE));
    lines.add(series("p99", data, Series.P99));
    lines.add("");
    lines.addAll(HeatmapText.lines(data.heatmap(), width, height - lines.size(), blocks));
    return lines;
  }

  private static List<String> numbers(TopData.Row r) {
    return List.of(
        Units.count(r.count(), "call")
            + "  "
            + Units.rate(r.count(), r.endMs() - r.startMs())
            + "  errors "
            + Units.count(r.errors())
            + "  in flight "
            + (r.inFlight() < 0 ? "-" : Units.count(r.inFlight()))
            + "  missed "
            + Units.count(r.missed())
            + "  complete "
            + Units.percent(r.completenessPpm()),
        "p50 "
            + Units.duration(r.p50(), r.unit())
            + "  p90 "
            + Units.duration(r.p90(), r.unit())
            + "  p99 "
            + Units.duration(r.p99(), r.unit())
            + "  p99.9 "
            + Units.duration(r.p999(), r.unit())
            + "  max "
            + Units.duration(r.max(), r.unit()));
  }

  private enum Series {
    RATE,
    P99;

    long of(TopData.Row point) {
      return this == RATE ? point.perSecondMilli() : point.p99();
    }
  }

  /** A character for each step; blank where there is no point, hatched where calls are missing. */
  private String series(String name, TopData data, Series series) {
    long fromMs = data.heatmap().fromMs();
    int steps = (int) ((data.heatmap().toMs() - fromMs) / data.stepMs());
    long most = data.points().stream().mapToLong(series::of).max().orElse(0);
    StringBuilder line = new StringBuilder(" ".repeat(Math.max(0, steps)));
    for (TopData.Row p : data.points()) {
      int x = (int) ((p.startMs() - fromMs) / data.stepMs());
      if (x >= 0 && x < steps) {
        boolean lost = series == Series.P99 && p.count() == 0;
        line.setCharAt(x, lost ? blocks.hatch() : blocks.spark(series.of(p), most));
      }
    }
    String greatest =
        data.points().isEmpty()
            ? ""
            : " ≤"
                + (series == Series.RATE
                    ? Units.rate(most, 1_000_000)
                    : Units.duration(most, data.rows().get(0).unit()));
    return String.format("%" + LABEL + "s%s%s", name + " ", line, greatest);
  }
}
