package io.probestream.streams.topology;

import io.probestream.schemas.raw.AlertRules;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The newest rules of the raw partitions that this instance works on, as read. Thread-safe. */
final class RulesInForce {
  private final Map<Integer, Told> partitions = new ConcurrentHashMap<>();

  /**
   * What one partition tells.
   *
   * @param rules the set that counts last; null if the log has none
   * @param toldMs when a record last told of any, by its timestamp
   */
  record Told(AlertRules rules, long toldMs) {}

  void put(int partition, AlertRules rules, long toldMs) {
    partitions.put(partition, new Told(rules, toldMs));
  }

  void remove(int partition) {
    partitions.remove(partition);
  }

  /** What is known of a partition; null while this instance does not work on it. */
  Told of(int partition) {
    return partitions.get(partition);
  }
}
