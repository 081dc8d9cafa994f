package io.probestream.collector.capture;

import java.util.function.LongSupplier;

/**
 * Measures realtime minus trace clock: the trace clock is read between two readings of realtime,
 * and the tightest of several tries counts. The trace clock's resolution of 1 µs bounds the result.
 */
public final class ClockOffset {
  private static final int TRIES = 16;

  private final LongSupplier wallNs;
  private final LongSupplier traceNs;

  public ClockOffset(LongSupplier wallNs, LongSupplier traceNs) {
    this.wallNs = wallNs;
    this.traceNs = traceNs;
  }

  /** Nanoseconds to add to a trace-clock time to get nanoseconds since the epoch. */
  public long measureNs() {
    long bestWidthNs = Long.MAX_VALUE;
    long offsetNs = 0;
    for (int i = 0; i < TRIES; i++) {
      long before = wallNs.getAsLong();
      long trace = traceNs.getAsLong();
      long widthNs = wallNs.getAsLong() - before;
      // A step of realtime in between shows as a negative width.
      if (widthNs >= 0 && widthNs < bestWidthNs) {
        bestWidthNs = widthNs;
        offsetNs = before + widthNs / 2 - trace;
      }
    }
    return offsetNs;
  }
}
