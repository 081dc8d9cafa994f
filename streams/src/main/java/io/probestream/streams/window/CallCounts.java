package io.probestream.streams.window;

import static io.probestream.schemas.Checks.notNegative;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

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

  /** Both together. */
  public CallCounts plus(CallCounts o) {
    return new CallCounts(
        sumNs + o.sumNs,
        Math.min(minNs, o.minNs),
        Math.max(maxNs, o.maxNs),
        errors + o.errors,
        orphanEntry + o.orphanEntry,
        orphanReturn + o.orphanReturn,
        discarded + o.discarded,
        returnMissed + o.returnMissed,
        callsLostMax + o.callsLostMax);
  }

  void write(DataOutput out) throws IOException {
    out.writeLong(sumNs);
    out.writeLong(minNs);
    out.writeLong(maxNs);
    out.writeLong(errors);
    out.writeLong(orphanEntry);
    out.writeLong(orphanReturn);
    out.writeLong(discarded);
    out.writeLong(returnMissed);
    out.writeLong(callsLostMax);
  }

  static CallCounts read(DataInput in) throws IOException {
    return new CallCounts(
        in.readLong(),
        in.readLong(),
        in.readLong(),
        in.readLong(),
        in.readLong(),
        in.readLong(),
        in.readLong(),
        in.readLong(),
        in.readLong());
  }

  /** Calls that the histogram does not hold, at most. */
  public long missing() {
    return returnMissed + discarded + callsLostMax;
  }
}
