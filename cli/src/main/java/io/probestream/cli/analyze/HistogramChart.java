package io.probestream.cli.analyze;

import io.probestream.cli.text.Units;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/**
 * Draws a latency histogram: one line per power of two, empty ones between two filled included, and
 * one for what is shorter than the clock can tell.
 *
 * @param unicode eighths of a block; otherwise hash signs
 * @param width of the longest bar, in characters
 */
record HistogramChart(boolean unicode, int width) {
  private static final String EIGHTHS = " ▏▎▍▌▋▊▉";

  /** One line for each range, the smallest first; none without values. */
  List<String> lines(Histogram histogram, String unit) {
    TreeMap<Integer, Long> buckets = buckets(histogram);
    if (buckets.isEmpty()) {
      return List.of();
    }
    long most = buckets.values().stream().mapToLong(Long::longValue).max().orElse(0);
    Integer first = buckets.higherKey(0);
    for (int b = first == null ? 1 : first; b <= buckets.lastKey(); b++) {
      buckets.putIfAbsent(b, 0L);
    }
    int rangeWidth =
        buckets.keySet().stream().mapToInt(b -> range(b, unit).length()).max().orElse(0);
    int countWidth = Units.count(most).length();
    List<String> lines = new ArrayList<>();
    for (var bucket : buckets.entrySet()) {
      String range = range(bucket.getKey(), unit);
      long count = bucket.getValue();
      lines.add(
          " ".repeat(rangeWidth - range.length())
              + range
              + (unicode ? " │" : " |")
              + pad(bar(count, most))
              + (unicode ? "│ " : "| ")
              + " ".repeat(countWidth - Units.count(count).length())
              + Units.count(count));
    }
    return lines;
  }

  /** Values by their highest bit: bucket b holds [2^(b-1), 2^b), bucket 0 the value 0. */
  private static TreeMap<Integer, Long> buckets(Histogram histogram) {
    TreeMap<Integer, Long> buckets = new TreeMap<>();
    for (var value : histogram.recordedValues()) {
      // The lowest value of a slot: its highest may lie beyond the power of two.
      long low = histogram.lowestEquivalentValue(value.getValueIteratedTo());
      int bucket = Long.SIZE - Long.numberOfLeadingZeros(low);
      buckets.merge(bucket, value.getCountAtValueIteratedTo(), Long::sum);
    }
    return buckets;
  }

  private static String range(int bucket, String unit) {
    long from = bucket == 0 ? 0 : 1L << (bucket - 1);
    return Units.duration(from, unit) + (bucket == 0 ? "" : "+");
  }

  private String bar(long count, long most) {
    long eighths = Math.max(count > 0 ? 1 : 0, Math.multiplyExact(count, width * 8L) / most);
    int full = (int) (eighths / 8);
    int rest = (int) (eighths % 8);
    if (!unicode) {
      return "#".repeat(full + (full == 0 && rest > 0 ? 1 : 0));
    }
    return "█".repeat(full) + (rest == 0 ? "" : EIGHTHS.charAt(rest));
  }

  private String pad(String bar) {
    return bar + " ".repeat(width - bar.length());
  }
}
