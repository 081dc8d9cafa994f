package io.probestream.cli.replay;

/** Wall-clock time, and waiting for it. */
interface ReplayClock {
  ReplayClock SYSTEM =
      new ReplayClock() {
        @Override
        public long nowMs() {
          return System.currentTimeMillis();
        }

        @Override
        public void sleep(long durationMs) throws InterruptedException {
          Thread.sleep(durationMs);
        }
      };

  /** Epoch milliseconds. */
  long nowMs();

  void sleep(long durationMs) throws InterruptedException;

  /** Returns at {@code timeMs}, or at once if that is past. */
  default void until(long timeMs) throws InterruptedException {
    for (long left = timeMs - nowMs(); left > 0; left = timeMs - nowMs()) {
      sleep(left);
    }
  }
}
