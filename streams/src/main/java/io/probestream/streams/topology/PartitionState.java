package io.probestream.streams.topology;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** What one raw partition remembers beside its hosts. Mutable; part of the hot state. */
final class PartitionState implements HostEntry {
  /** No tick, no low watermark yet. */
  static final long NONE = Long.MIN_VALUE;

  /** Rejected records that are passed on whole in one second, by record timestamps. */
  private static final long REJECTS_PER_SECOND = 10;

  private long lastTickMs = NONE;
  private long lowMs = NONE;
  private long rejectSecond = NONE;
  private long rejectsInSecond;

  /** The latest tick read, or {@link #NONE}. */
  long lastTickMs() {
    return lastTickMs;
  }

  /** Ticks of two writers may come out of order: time does not run backwards. */
  void tick(long tickMs) {
    lastTickMs = Math.max(lastTickMs, tickMs);
  }

  /** The latest low watermark told, or {@link #NONE}. */
  long lowMs() {
    return lowMs;
  }

  /** Whether {@code newLowMs} is above every low watermark told before; it then is the latest. */
  boolean raiseLow(long newLowMs) {
    if (newLowMs <= lowMs) {
      return false;
    }
    lowMs = newLowMs;
    return true;
  }

  /**
   * Whether a rejected record shall be passed on: the first ten of a second, then those whose
   * number in it is a power of two. Decided by the log alone, so that a replay rejects the same.
   */
  boolean sampleReject(long timestampMs) {
    long second = Math.floorDiv(timestampMs, 1_000L);
    if (second != rejectSecond) {
      rejectSecond = second;
      rejectsInSecond = 0;
    }
    rejectsInSecond++;
    return rejectsInSecond <= REJECTS_PER_SECOND || Long.bitCount(rejectsInSecond) == 1;
  }

  void write(DataOutput out) throws IOException {
    out.writeLong(lastTickMs);
    out.writeLong(lowMs);
    out.writeLong(rejectSecond);
    out.writeLong(rejectsInSecond);
  }

  static PartitionState read(DataInput in) throws IOException {
    PartitionState state = new PartitionState();
    state.lastTickMs = in.readLong();
    state.lowMs = in.readLong();
    state.rejectSecond = in.readLong();
    state.rejectsInSecond = in.readLong();
    return state;
  }
}
