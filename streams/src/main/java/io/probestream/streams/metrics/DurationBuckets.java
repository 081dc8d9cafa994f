package io.probestream.streams.metrics;

import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.NativeHistogramBuckets;
import org.HdrHistogram.Histogram;

/**
 * Durations counted in Prometheus' exponential buckets of schema 3: eight to a doubling, each up to
 * and with its upper bound, in seconds. The classic buckets are powers of four of about a
 * microsecond (2⁻²⁰ s), so that both come from the same counts. Footprint: 2.5 KB. Not thread-safe.
 */
final class DurationBuckets {
  static final int SCHEMA = 3;
  private static final int PER_OCTAVE = 1 << SCHEMA;

  /** 2⁻³⁰ s is 0.93 ns: nothing measured is shorter. */
  private static final int LOWEST_OCTAVE = -30;

  /** 2⁸ s; what is longer counts as that long. */
  private static final int HIGHEST_OCTAVE = 8;

  private static final int CLASSIC_LOWEST_OCTAVE = -20;
  private static final int CLASSIC_STEP = 2;

  /** Counts of native bucket {@code i + LOWEST_OCTAVE * PER_OCTAVE}. */
  private final long[] counts = new long[(HIGHEST_OCTAVE - LOWEST_OCTAVE) * PER_OCTAVE + 1];

  private long zeros;

  /** Adds a histogram of nanoseconds. */
  void add(Histogram histogram) {
    for (var value : histogram.recordedValues()) {
      long ns = histogram.medianEquivalentValue(value.getValueIteratedTo());
      if (ns <= 0) {
        zeros += value.getCountAtValueIteratedTo();
      } else {
        counts[index(ns)] += value.getCountAtValueIteratedTo();
      }
    }
  }

  private static int index(long ns) {
    double log2 = Math.log(ns / 1e9) / Math.log(2);
    int bucket = (int) Math.ceil(log2 * PER_OCTAVE) - LOWEST_OCTAVE * PER_OCTAVE;
    return Math.max(0, Math.min(bucket, HIGHEST_OCTAVE * PER_OCTAVE - LOWEST_OCTAVE * PER_OCTAVE));
  }

  long zeros() {
    return zeros;
  }

  NativeHistogramBuckets nativeBuckets() {
    NativeHistogramBuckets.Builder buckets = NativeHistogramBuckets.builder();
    for (int i = 0; i < counts.length; i++) {
      if (counts[i] > 0) {
        buckets.bucket(i + LOWEST_OCTAVE * PER_OCTAVE, counts[i]);
      }
    }
    return buckets.build();
  }

  ClassicHistogramBuckets classicBuckets() {
    ClassicHistogramBuckets.Builder buckets = ClassicHistogramBuckets.builder();
    int next = 0;
    long count = zeros;
    for (int octave = CLASSIC_LOWEST_OCTAVE; octave < HIGHEST_OCTAVE; octave += CLASSIC_STEP) {
      int end = (octave - LOWEST_OCTAVE) * PER_OCTAVE;
      while (next <= end) {
        count += counts[next++];
      }
      buckets.bucket(Math.scalb(1.0, octave), count);
      count = 0;
    }
    while (next < counts.length) {
      count += counts[next++];
    }
    return buckets.bucket(Double.POSITIVE_INFINITY, count).build();
  }
}
