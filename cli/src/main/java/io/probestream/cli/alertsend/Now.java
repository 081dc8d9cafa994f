package io.probestream.cli.alertsend;

import java.util.concurrent.TimeUnit;

/**
 * A moment on both clocks: intervals are measured on the one that never jumps.
 *
 * @param ns monotonic, since any moment
 * @param ms wall clock, since the epoch
 */
record Now(long ns, long ms) {
  static Now read() {
    return new Now(System.nanoTime() - START_NS, System.currentTimeMillis());
  }

  private static final long START_NS = System.nanoTime();

  long plusMs(long millis) {
    return ns + TimeUnit.MILLISECONDS.toNanos(millis);
  }
}
