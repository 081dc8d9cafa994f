package io.probestream.streams.alert;

import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** The pasts of one owner's groups, by {@link Subject#baselineKey}. Not thread-safe. */
final class Baselines {
  private final AlertStore store;
  private final SortedMap<String, Baseline> baselines = new TreeMap<>();

  Baselines(AlertStore store) {
    this.store = store;
  }

  void restore(String key, Baseline baseline) {
    baselines.put(key, baseline);
  }

  /** Gives a subject its past back. */
  void adopt(Subject subject) {
    if (subject.rule.condition().isChange()) {
      subject.baseline = baselines.get(subject.baselineKey());
    }
  }

  /**
   * Takes a reading into a subject's past: of windows that do not overlap, so that one bad minute
   * is one of the past's minutes.
   *
   * @param known whether everything in the reading's window is known
   */
  void remember(Subject subject, Reading reading, boolean known, long nowMs) {
    Rule rule = subject.rule;
    if (subject.baseline == null) {
      subject.baseline = new Baseline();
      baselines.put(subject.baselineKey(), subject.baseline);
    }
    boolean changed =
        subject.baseline.expire(nowMs - rule.watch().windowMs() - rule.condition().baselineMs());
    if (known
        && reading.fault() == null
        && reading.value() != null
        && reading.completenessPpm() >= rule.minCompletenessPpm()) {
      subject.baseline.add(nowMs, reading);
      changed = true;
    }
    if (changed) {
      store.put(subject.baselineKey(), subject.baseline);
    }
  }

  /** Forgets those of groups, or rules, that are no more. */
  void forgetBut(Set<String> claimed) {
    for (String key : List.copyOf(baselines.keySet())) {
      if (!claimed.contains(key)) {
        baselines.remove(key);
        store.delete(key);
      }
    }
  }
}
