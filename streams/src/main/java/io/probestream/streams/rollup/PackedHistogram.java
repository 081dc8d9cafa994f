package io.probestream.streams.rollup;

import java.util.function.IntFunction;
import org.HdrHistogram.Histogram;

/**
 * The counts of a histogram as pairs of varints: the distance from the value before, and the count.
 * Values are the highest of their bucket, as HdrHistogram iterates them, so that a histogram of the
 * same digits takes them back into the same buckets.
 */
final class PackedHistogram {
  private PackedHistogram() {}

  static void write(Histogram histogram, PackWriter out) {
    out.put(histogram.getNumberOfSignificantValueDigits());
    int buckets = 0;
    for (var value : histogram.recordedValues()) {
      buckets += value.getCountAtValueIteratedTo() > 0 ? 1 : 0;
    }
    out.number(buckets);
    long before = 0;
    for (var value : histogram.recordedValues()) {
      out.number(value.getValueIteratedTo() - before).number(value.getCountAtValueIteratedTo());
      before = value.getValueIteratedTo();
    }
  }

  /**
   * Adds what was written.
   *
   * @param ofDigits gives the histogram for that many digits
   */
  static void add(PackReader in, IntFunction<Histogram> ofDigits) {
    Histogram histogram = ofDigits.apply(in.get());
    long value = 0;
    for (int n = in.integer(); n > 0; n--) {
      value += in.number();
      histogram.recordValueWithCount(value, in.number());
    }
  }
}
