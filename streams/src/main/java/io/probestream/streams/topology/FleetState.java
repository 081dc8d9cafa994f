package io.probestream.streams.topology;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/** What one fleet partition remembers beside its windows. Mutable; part of the hot state. */
final class FleetState implements FleetEntry {
  /** Some raw partition has not told a low watermark yet. */
  static final long NONE = Long.MIN_VALUE;

  private long[] lowMs;
  private long longestWindowMs = 1;
  private long expiredMs = NONE;

  FleetState(int rawPartitions) {
    lowMs = new long[rawPartitions];
    Arrays.fill(lowMs, NONE);
  }

  /** Takes a low watermark; those of one raw partition never sink. */
  void raise(Result.LowWatermark low) {
    grow(low.rawPartition() + 1);
    lowMs[low.rawPartition()] = Math.max(lowMs[low.rawPartition()], low.lowMs());
  }

  /** Raw topics may gain partitions; unheard ones hold everything back. */
  void grow(int rawPartitions) {
    int known = lowMs.length;
    if (rawPartitions > known) {
      lowMs = Arrays.copyOf(lowMs, rawPartitions);
      Arrays.fill(lowMs, known, rawPartitions, NONE);
    }
  }

  /**
   * The lowest low watermark of all raw partitions, or {@link #NONE}: windows up to it are final.
   */
  long lowestMs() {
    return Arrays.stream(lowMs).min().orElse(NONE);
  }

  /** The highest low watermark of any raw partition, or {@link #NONE}. */
  long highestMs() {
    return Arrays.stream(lowMs).max().orElse(NONE);
  }

  void sawWindow(long lengthMs) {
    longestWindowMs = Math.max(longestWindowMs, lengthMs);
  }

  long longestWindowMs() {
    return longestWindowMs;
  }

  /** Windows that end at or before it are forgotten; {@link #NONE} if none are. */
  long expiredMs() {
    return expiredMs;
  }

  void expire(long newExpiredMs) {
    expiredMs = newExpiredMs;
  }

  void write(DataOutput out) throws IOException {
    out.writeInt(lowMs.length);
    for (long low : lowMs) {
      out.writeLong(low);
    }
    out.writeLong(longestWindowMs);
    out.writeLong(expiredMs);
  }

  static FleetState read(DataInput in) throws IOException {
    FleetState state = new FleetState(in.readInt());
    for (int i = 0; i < state.lowMs.length; i++) {
      state.lowMs[i] = in.readLong();
    }
    state.longestWindowMs = in.readLong();
    state.expiredMs = in.readLong();
    return state;
  }
}
