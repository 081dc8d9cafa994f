package io.probestream.streams.topology;

import io.probestream.schemas.Json;
import io.probestream.schemas.raw.AlertRules;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * The rule sets that one partition has heard of, by the time from which they count. One that
 * follows itself goes on. The order in which they come does not matter. Mutable; part of the hot
 * state.
 */
final class KnownRules implements AlertSlot, FleetEntry {
  /** Rules that wait for their time, and those that hosts far behind still use. */
  static final int MOST = 32;

  private final TreeMap<Long, AlertRules> sets = new TreeMap<>();
  private long toldMs = Long.MIN_VALUE;

  /**
   * Takes what the log tells, and answers whether it was new. Of two sets of one moment the one
   * with the greater hash counts.
   *
   * @param recordMs timestamp of the record that told it
   */
  boolean add(AlertRules rules, long recordMs) {
    toldMs = Math.max(toldMs, recordMs);
    AlertRules known = sets.get(rules.ruleSetFromMs());
    if (known != null && known.ruleSet().compareTo(rules.ruleSet()) >= 0) {
      return false;
    }
    sets.put(rules.ruleSetFromMs(), rules);
    while (sets.size() > MOST) {
      sets.pollFirstEntry();
    }
    return true;
  }

  /** The rules by which a window is judged that starts then; null if there are none. */
  AlertRules at(long startMs) {
    Map.Entry<Long, AlertRules> entry = sets.floorEntry(startMs);
    if (entry == null) {
      return null;
    }
    AlertRules first = entry.getValue();
    for (AlertRules before : sets.headMap(first.ruleSetFromMs(), false).descendingMap().values()) {
      if (!isSame(before, first)) {
        break;
      }
      first = before;
    }
    return first;
  }

  private static boolean isSame(AlertRules a, AlertRules b) {
    return a.ruleSet().equals(b.ruleSet());
  }

  /** The other set that counts next behind that one; null if there is none. */
  AlertRules after(AlertRules rules) {
    for (AlertRules next : sets.tailMap(rules.ruleSetFromMs(), false).values()) {
      if (!isSame(next, rules)) {
        return next;
      }
    }
    return null;
  }

  /** The set that counts last; null if there is none. */
  AlertRules newest() {
    return at(Long.MAX_VALUE);
  }

  /** The oldest set that counts at that time or later; null if there is none. */
  AlertRules fromOn(long fromMs) {
    Map.Entry<Long, AlertRules> entry = sets.ceilingEntry(fromMs);
    return entry == null ? null : entry.getValue();
  }

  /** Forgets the sets that count before that time only. */
  void forgetBefore(long fromMs) {
    sets.headMap(fromMs, false).clear();
  }

  /** All of them, by the time from which they count. */
  Collection<AlertRules> all() {
    return Collections.unmodifiableCollection(sets.values());
  }

  /** When a record last told of a set, by its timestamp; MIN_VALUE if none did. */
  long toldMs() {
    return toldMs;
  }

  boolean isEmpty() {
    return sets.isEmpty();
  }

  void write(DataOutput out) throws IOException {
    out.writeLong(toldMs);
    out.writeInt(sets.size());
    for (AlertRules rules : sets.values()) {
      byte[] bytes = Json.bytes(rules);
      out.writeInt(bytes.length);
      out.write(bytes);
    }
  }

  static KnownRules read(DataInput in) throws IOException {
    KnownRules known = new KnownRules();
    known.toldMs = in.readLong();
    for (int n = in.readInt(); n > 0; n--) {
      byte[] bytes = new byte[in.readInt()];
      in.readFully(bytes);
      AlertRules rules = Json.read(bytes, AlertRules.class);
      known.sets.put(rules.ruleSetFromMs(), rules);
    }
    return known;
  }
}
