package io.probestream.streams.topology;

import static io.probestream.schemas.Checks.check;

/**
 * Which raw records to process again, by their timestamps.
 *
 * @param fromMs from the first record at or after this time on, epoch; 0 for the oldest there is
 * @param toMs up to, and without, the first record at or after this time; MAX_VALUE for all that
 *     are there when the run starts
 * @param leadMs so much earlier the run begins to read: every host says what it is within 60 s, and
 *     a session that is taken up midway has to warm up
 */
public record StretchRange(long fromMs, long toMs, long leadMs) {
  public StretchRange {
    check(fromMs >= 0, "the start must not lie before 1970");
    check(fromMs < toMs, "the start must lie before the end");
    check(leadMs >= 0, "the lead must not be negative");
  }

  /** The time of the first record that is read. */
  long readFromMs() {
    return Math.max(0, fromMs - leadMs);
  }
}
