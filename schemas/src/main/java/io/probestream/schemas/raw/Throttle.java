package io.probestream.schemas.raw;

import static io.probestream.schemas.Checks.count;
import static io.probestream.schemas.Checks.epochMs;
import static io.probestream.schemas.Checks.present;

/**
 * That the collector last switched a probe off to keep within its budget. Times are of the session:
 * trace clock plus its offset.
 *
 * @param times how often it was switched off since the collector started
 * @param fromMs it was off from then on, epoch
 * @param toMs when it is to be switched on again; once it is enabled, when it was, epoch
 * @param reason in words, with the figure and the budget
 */
public record Throttle(long times, long fromMs, long toMs, String reason) {
  public Throttle {
    count(times, "times");
    epochMs(fromMs, "fromMs");
    epochMs(toMs, "toMs");
    present(reason, "reason");
  }
}
