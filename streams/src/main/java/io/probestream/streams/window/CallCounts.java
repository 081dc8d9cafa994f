package io.probestream.streams.window;

import static io.probestream.schemas.Checks.notNegative;

/**
 * The numbers of a latency window that are not in its histogram. Durations are nanoseconds, or
 * ticks where the clock counts no time. The fields mean what they mean in {@link
 * io.probestream.schemas.window.LatencyWindow}.
 *
 * @param sumNs exact sum of the durations
 * @param minNs exact shortest; anything if there is no call
 * @param maxNs exact longest; anything if there is no call
 * @param errors returns in -4095…-1
 * @param orphanEntry entries found to have no return
 * @param orphanReturn returns without an entry
 * @param discarded calls not measured because a loss or a clock step lies within
 * @param returnMissed returns the kernel could not probe
 * @param callsLostMax calls lost at most because their lines were
 */
public record CallCounts(
    long sumNs,
    long minNs,
    long maxNs,
    long errors,
    long orphanEntry,
    long orphanReturn,
    long discarded,
    long returnMissed,
    long callsLostMax) {
  public CallCounts {
    notNegative(errors, "errors");
    notNegative(orphanEntry, "orphanEntry");
    notNegative(orphanReturn, "orphanReturn");
    notNegative(discarded, "discarded");
    notNegative(returnMissed, "returnMissed");
    notNegative(callsLostMax, "callsLostMax");
  }

  /** Calls that the histogram does not hold, at most. */
  public long missing() {
    return returnMissed + discarded + callsLostMax;
  }
}
