package io.probestream.bench;

import java.util.Arrays;

/** Ages of events in ms, of which many lie evenly in a stretch of time. Not thread-safe. */
final class Ages {
  private static final int A_STRETCH = 100;

  private long[] ages = new long[1 << 12];
  private int size;

  /** Events from one time to another, all seen at a third. */
  void add(long fromMs, long toMs, long seenMs) {
    if (size + A_STRETCH > ages.length) {
      ages = Arrays.copyOf(ages, 2 * ages.length);
    }
    for (int i = 0; i < A_STRETCH; i++) {
      ages[size++] = seenMs - fromMs - (toMs - fromMs) * i / A_STRETCH;
    }
  }

  int stretches() {
    return size / A_STRETCH;
  }

  /** The age of the {@code percent}-th of a hundred. */
  long percentile(int percent) {
    Arrays.sort(ages, 0, size);
    return size == 0 ? 0 : ages[Math.min(size - 1, (int) ((long) size * percent / 100))];
  }

  @Override
  public String toString() {
    return "median "
        + percentile(50)
        + " ms, p99 "
        + percentile(99)
        + " ms, longest "
        + percentile(100)
        + " ms of "
        + stretches();
  }
}
