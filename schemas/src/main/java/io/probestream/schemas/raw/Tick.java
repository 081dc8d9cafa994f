package io.probestream.schemas.raw;

import static io.probestream.schemas.Checks.epochMs;

/**
 * The passing of wall-clock time, written into every raw partition each second so that the silence
 * of a host is decided by the log alone.
 *
 * @param timeMs wall clock, milliseconds since the epoch
 */
public record Tick(long timeMs) {
  public Tick {
    epochMs(timeMs, "timeMs");
  }
}
