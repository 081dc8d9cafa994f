package io.probestream.cli.rawexport;

/** Lines of one session in the range, as a first reading counts them. Not thread-safe. */
final class SessionRange {
  long lines;
  long firstMs = Long.MAX_VALUE;
  long lastMs = Long.MIN_VALUE;

  void add(int count, long timestampMs) {
    lines += count;
    firstMs = Math.min(firstMs, timestampMs);
    lastMs = Math.max(lastMs, timestampMs);
  }
}
