package io.probestream.cli.text;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Draws latency over time: a column for each step, a row for each bucket, slowest at the top, and
 * how many calls as darkness. Where a column is incomplete its empty cells are hatched; where
 * nothing is known of a step its column is blank, and says so below.
 */
public final class HeatmapText {
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");
  private static final int COMPLETE = 1_000_000;

  private HeatmapText() {}

  /**
   * One step.
   *
   * @param startMs epoch
   * @param counts calls of each bucket
   * @param completenessPpm how complete, at least
   */
  public record Column(long startMs, List<Long> counts, int completenessPpm) {}

  /**
   * What is drawn.
   *
   * @param unit ns or ticks
   * @param bounds the buckets' lower bounds, and the end of the last
   * @param columns by time, not each step has one
   * @param fromMs begin of the first step
   * @param toMs end of the last step
   * @param stepMs length of a step
   */
  public record Cells(
      String unit, List<Long> bounds, List<Column> columns, long fromMs, long toMs, long stepMs) {}

  /** How many columns there is room for in {@code width} characters. */
  public static int columns(int width) {
    return Math.max(10, width - 11);
  }

  /** The lines: at most {@code height}, none longer than {@code width}. */
  public static List<String> lines(Cells cells, int width, int height, Blocks blocks) {
    int steps = (int) Math.max(1, (cells.toMs() - cells.fromMs()) / cells.stepMs());
    int together = Math.max(1, (steps + columns(width) - 1) / columns(width));
    int across = (steps + together - 1) / together;
    int buckets = cells.bounds().size() - 1;
    int fold = Math.max(1, (buckets + Math.max(1, height - 2) - 1) / Math.max(1, height - 2));
    int rows = (buckets + fold - 1) / fold;
    long[][] counts = new long[rows][across];
    int[] complete = new int[across];
    Arrays.fill(complete, -1);
    for (Column c : cells.columns()) {
      int x = (int) ((c.startMs() - cells.fromMs()) / cells.stepMs()) / together;
      if (x < 0 || x >= across) {
        continue;
      }
      complete[x] =
          complete[x] < 0 ? c.completenessPpm() : Math.min(complete[x], c.completenessPpm());
      for (int i = 0; i < c.counts().size(); i++) {
        counts[i / fold][x] += c.counts().get(i);
      }
    }
    long most = Arrays.stream(counts).flatMapToLong(Arrays::stream).max().orElse(0);
    List<String> lines = new ArrayList<>();
    for (int y = rows - 1; y >= 0; y--) {
      StringBuilder line = new StringBuilder();
      line.append(
          String.format("%8s ", Units.duration(cells.bounds().get(y * fold), cells.unit())));
      line.append(blocks == Blocks.UNICODE ? '▏' : '|');
      for (int x = 0; x < across; x++) {
        line.append(cell(counts[y][x], most, complete[x], blocks));
      }
      lines.add(line.toString().stripTrailing());
    }
    lines.add(axis(cells, across));
    lines.add(legend(most, complete, blocks));
    return lines.stream().map(line -> blocks.text(Table.cutEnd(line, width))).toList();
  }

  private static char cell(long count, long most, int completePpm, Blocks blocks) {
    if (count == 0 && completePpm >= 0 && completePpm < COMPLETE) {
      return blocks.hatch();
    }
    return blocks.shade(count, most);
  }

  private static String axis(Cells cells, int across) {
    String from = time(cells.fromMs());
    String to = time(cells.toMs());
    int gap = across - from.length() - to.length();
    return " ".repeat(10) + (gap < 1 ? from : from + " ".repeat(gap) + to);
  }

  private static String legend(long most, int[] complete, Blocks blocks) {
    StringBuilder legend = new StringBuilder(" ".repeat(10));
    legend.append("a cell: ").append(blocks.shades().substring(1));
    legend.append(" up to ").append(Units.count(most, "call"));
    if (Arrays.stream(complete).anyMatch(ppm -> ppm >= 0 && ppm < COMPLETE)) {
      legend.append("; ").append(blocks.hatch()).append(" incomplete");
    }
    if (Arrays.stream(complete).anyMatch(ppm -> ppm < 0)) {
      legend.append("; blank: none seen");
    }
    return legend.toString();
  }

  private static String time(long epochMs) {
    return TIME.format(Instant.ofEpochMilli(epochMs).atZone(ZoneId.systemDefault()));
  }
}
