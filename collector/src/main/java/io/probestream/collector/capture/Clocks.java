package io.probestream.collector.capture;

import java.time.Clock;
import java.time.Instant;

/** The two clocks of the machine that the loop needs; injected for tests. */
public interface Clocks {
  /** Realtime, nanoseconds since the epoch. */
  long wallNs();

  /** A clock that never steps, from an arbitrary origin. */
  long monotonicMs();

  /** The machine's clocks. */
  static Clocks system() {
    Clock utc = Clock.systemUTC();
    return new Clocks() {
      @Override
      public long wallNs() {
        Instant now = utc.instant();
        return now.getEpochSecond() * 1_000_000_000L + now.getNano();
      }

      @Override
      public long monotonicMs() {
        return System.nanoTime() / 1_000_000;
      }
    };
  }
}
