package io.probestream.cli.text;

import java.util.ArrayList;
import java.util.List;

/** Draws how many calls took how long: a bar for each bucket, empty ones between them included. */
public final class HistogramText {
  private static final int LEAST_BAR = 10;

  private HistogramText() {}

  /**
   * Calls of at least {@code low} and less than {@code high}.
   *
   * @param low nanoseconds, or ticks
   * @param high nanoseconds, or ticks
   * @param count how many
   */
  public record Bucket(long low, long high, long count) {}

  /**
   * The lines, none longer than {@code width}, slowest last.
   *
   * @param buckets ascending
   * @param unit ns or ticks
   */
  public static List<String> lines(List<Bucket> buckets, String unit, int width, Blocks blocks) {
    long most = buckets.stream().mapToLong(Bucket::count).max().orElse(0);
    long all = buckets.stream().mapToLong(Bucket::count).sum();
    List<String[]> cells = new ArrayList<>();
    int[] widths = new int[4];
    for (Bucket b : buckets) {
      String[] row = {
        Units.duration(b.low(), unit),
        Units.duration(b.high(), unit),
        Units.count(b.count()),
        share(b.count(), all)
      };
      cells.add(row);
      for (int i = 0; i < row.length; i++) {
        widths[i] = Math.max(widths[i], row[i].length());
      }
    }
    String format =
        "%" + widths[0] + "s – %" + widths[1] + "s  %" + widths[2] + "s  %" + widths[3] + "s  ";
    int room = Math.max(LEAST_BAR, width - widths[0] - widths[1] - widths[2] - widths[3] - 9);
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < cells.size(); i++) {
      String head = blocks.text(String.format(format, (Object[]) cells.get(i)));
      String line = head + blocks.bar(buckets.get(i).count(), most, Math.min(room, 60));
      lines.add(Table.cutEnd(line.stripTrailing(), width));
    }
    return lines;
  }

  private static String share(long count, long all) {
    if (count == 0) {
      return "";
    }
    long tenths = Math.round(1000.0 * count / all);
    return tenths == 0 ? "<0.1 %" : tenths / 10 + "." + tenths % 10 + " %";
  }
}
