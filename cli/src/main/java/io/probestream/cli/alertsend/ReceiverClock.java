package io.probestream.cli.alertsend;

import java.util.concurrent.TimeUnit;

/**
 * A receiver's wall clock, by the dates of its answers and our monotonic clock in between: ends of
 * alerts are judged by it, so neither a jump of our wall clock nor a wrong one may move them.
 */
final class ReceiverClock {
  /** Dates are whole seconds, and answers take their time. */
  private static final long TOLERANCE_MS = 2_000;

  private static final long HALF_SECOND_MS = 500;

  private long anchorMs;
  private long anchorNs;
  private boolean known;

  /** Our own until the first answer. */
  long nowMs(Now now) {
    return known ? anchorMs + TimeUnit.NANOSECONDS.toMillis(now.ns() - anchorNs) : now.ms();
  }

  /** Takes a date; answers whether it was off by more than can be told from dates. */
  boolean isOff(long dateMs, Now now) {
    long truthMs = dateMs + HALF_SECOND_MS;
    boolean off = Math.abs(truthMs - nowMs(now)) > TOLERANCE_MS;
    if (off || !known) {
      anchorMs = off ? truthMs : now.ms();
      anchorNs = now.ns();
      known = true;
    }
    return off;
  }
}
