package io.probestream.cli.alertsend;

import java.util.random.RandomGenerator;

/**
 * How long to leave a receiver alone that fails: twice as long each time up to a bound, less up to
 * half of it by chance, so that senders do not come back together.
 */
final class Backoff {
  private final long firstMs;
  private final long longestMs;
  private final RandomGenerator random;
  private int failures;

  Backoff(long firstMs, long longestMs, RandomGenerator random) {
    this.firstMs = firstMs;
    this.longestMs = longestMs;
    this.random = random;
  }

  /** After one more failure. */
  long nextMs() {
    long wholeMs = longestMs;
    if (failures < Long.numberOfLeadingZeros(firstMs) - 1) {
      wholeMs = Math.min(longestMs, firstMs << failures);
    }
    failures++;
    return wholeMs - random.nextLong(wholeMs / 2 + 1);
  }

  /** Since the last success. */
  int failures() {
    return failures;
  }

  void succeeded() {
    failures = 0;
  }
}
