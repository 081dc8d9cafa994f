package io.probestream.streams.window;

import io.probestream.schemas.Histograms;
import java.util.Arrays;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;

/**
 * Counts durations in the buckets of a {@link Histogram} of the same precision, and becomes one
 * when it is asked for. Recording here takes two loads and a store; a Histogram keeps also what
 * {@link CallStats} knows exactly. Not thread-safe.
 *
 * <p>Values below {@code 2 * half} have a bucket each; from there on each doubling has {@code half}
 * of them.
 */
final class DurationCounts {
  private final int digits;
  private final int halfBits;
  private long[] counts;
  private long total;

  DurationCounts(int significantDigits) {
    digits = significantDigits;
    halfBits = significantDigits == 2 ? 7 : 10; // 2 * 10^digits values, rounded up to 2^n
    counts = new long[2 << halfBits];
  }

  static DurationCounts of(Histogram histogram) {
    DurationCounts counts = new DurationCounts(histogram.getNumberOfSignificantValueDigits());
    for (HistogramIterationValue value : histogram.recordedValues()) {
      counts.add(counts.index(value.getValueIteratedTo()), value.getCountAtValueIteratedTo());
    }
    return counts;
  }

  /** Counts a duration that is not negative. */
  void record(long duration) {
    int index = index(duration);
    if (index >= counts.length) {
      grow(index);
    }
    counts[index]++;
    total++;
  }

  void add(DurationCounts other) {
    for (int index = 0; index < other.counts.length; index++) {
      if (other.counts[index] > 0) {
        add(index, other.counts[index]);
      }
    }
  }

  long total() {
    return total;
  }

  Histogram histogram() {
    Histogram histogram = Histograms.empty(digits);
    for (int index = 0; index < counts.length; index++) {
      if (counts[index] > 0) {
        histogram.recordValueWithCount(lowestValue(index), counts[index]);
      }
    }
    return histogram;
  }

  /** The lowest value of a duration's bucket. */
  long bucket(long duration) {
    return lowestValue(index(duration));
  }

  private void add(int index, long count) {
    if (index >= counts.length) {
      grow(index);
    }
    counts[index] += count;
    total += count;
  }

  private int index(long value) {
    int doublings = Math.max(0, Long.SIZE - 1 - halfBits - Long.numberOfLeadingZeros(value));
    return (doublings << halfBits) + (int) (value >>> doublings);
  }

  private long lowestValue(int index) {
    int doublings = Math.max(0, (index >> halfBits) - 1);
    return (long) (index - (doublings << halfBits)) << doublings;
  }

  private void grow(int index) {
    counts = Arrays.copyOf(counts, ((index >> halfBits) + 1) << halfBits);
  }
}
