package io.probestream.streams.topology;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The part of the raw topic that a run works on, and what only its processors know of how far they
 * are. Thread-safe; shared by the processors of one process.
 */
final class Stretch {
  private final Map<Integer, Long> ends;
  private final Map<Integer, Integer> unsent = new ConcurrentHashMap<>();
  private final Map<Integer, Long> lowMs = new ConcurrentHashMap<>();

  /**
   * @param ends of each raw partition the first offset that does not belong to it; a partition that
   *     is absent has no end
   */
  Stretch(Map<Integer, Long> ends) {
    this.ends = Map.copyOf(ends);
  }

  static Stretch endless() {
    return new Stretch(Map.of());
  }

  Map<Integer, Long> ends() {
    return ends;
  }

  boolean isBeyond(int rawPartition, long offset) {
    Long end = ends.get(rawPartition);
    return end != null && offset >= end;
  }

  /** How many merged windows of a fleet partition wait to be sent; they are sent by the clock. */
  void unsent(int fleetPartition, int windows) {
    unsent.put(fleetPartition, windows);
  }

  /** How many merged windows wait in this process. */
  long unsent() {
    return unsent.values().stream().mapToLong(Integer::longValue).sum();
  }

  void low(Result.LowWatermark low) {
    lowMs.merge(low.rawPartition(), low.lowMs(), Math::max);
  }

  /** Event time by raw partition up to which all windows were sent. */
  Map<Integer, Long> lowMs() {
    return Map.copyOf(lowMs);
  }
}
