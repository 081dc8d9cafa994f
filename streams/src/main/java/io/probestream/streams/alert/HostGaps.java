package io.probestream.streams.alert;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/** What is not known of the fleet's hosts. Not thread-safe. */
final class HostGaps {
  private static final String SILENT = "h/";
  private static final String SWITCHED_OFF = "p/";

  /** Hosts that a sentence names; the others are counted. */
  private static final int NAMED = 3;

  private final AlertStore store;

  /** By their keys in the store. */
  private final SortedMap<String, HostGap> gaps = new TreeMap<>();

  /**
   * Hosts of which something is missing.
   *
   * @param clause names them
   * @param cause whether nothing is heard of any of them, or probes are switched off alone
   */
  record Missing(String clause, Unknown cause) {}

  HostGaps(AlertStore store) {
    this.store = store;
  }

  void restore(String key, HostGap gap) {
    gaps.put(key, gap);
  }

  /** A host is silent, or no longer. */
  void take(HostSilence silence) {
    String key = (silence.switchedOff() ? SWITCHED_OFF : SILENT) + silence.host();
    HostGap gap = gaps.get(key);
    boolean changed;
    if (silence.fromMs() != null) {
      gap = gap == null ? new HostGap() : gap;
      gaps.put(key, gap);
      changed = gap.begin(silence);
    } else {
      changed = gap != null && gap.end(silence.toMs());
    }
    if (changed) {
      store.put(key, gap);
    }
  }

  boolean isEmpty() {
    return gaps.isEmpty();
  }

  /**
   * A clause that names the hosts of which nothing is heard in that time; null if there is none.
   */
  String silentIn(long startMs, long endMs) {
    Missing missing = missing(startMs, endMs, silence -> !silence.switchedOff());
    return missing == null ? null : missing.clause;
  }

  /** The hosts that may have added to a group unseen; null if there is none. */
  Missing in(Watched watched, Group group, long startMs, long endMs) {
    return gaps.isEmpty() ? null : missing(startMs, endMs, s -> belongs(s, watched, group));
  }

  /** Whether any host takes part in it of which nothing is heard in that time. */
  boolean touch(Watched watched, long startMs, long endMs) {
    return gaps.values().stream()
        .flatMap(gap -> gap.in(startMs, endMs).stream())
        .anyMatch(host -> !host.switchedOff() && watched.takesOwner(null, host.labels()));
  }

  private static boolean belongs(HostSilence host, Watched watched, Group group) {
    return watched.takesOwner(null, host.labels())
        && group.labels.entrySet().containsAll(watched.labels(null, null, host.labels()).entrySet())
        && group.rings().stream().anyMatch(ring -> has(host, ring.series));
  }

  private static boolean has(HostSilence host, Series series) {
    if (host.switchedOff() && series.source == Measure.Source.MISSED) {
      return false;
    }
    List<String> names =
        switch (series.source) {
          case RATE -> host.probes();
          case LATENCY, TASK -> host.functions();
          case MISSED, HOST -> null;
        };
    String function = series.dimension(Watch.FUNCTION);
    return names == null || names.contains(function == null ? series.name : function);
  }

  private Missing missing(long startMs, long endMs, Predicate<HostSilence> which) {
    SortedSet<String> hosts = new TreeSet<>();
    boolean silent = false;
    for (HostGap gap : gaps.values()) {
      for (HostSilence each : gap.in(startMs, endMs)) {
        if (which.test(each)) {
          hosts.add(each.host());
          silent |= !each.switchedOff();
        }
      }
    }
    if (hosts.isEmpty()) {
      return null;
    }
    int more = hosts.size() - NAMED;
    String clause =
        (silent ? "nothing was heard of " : "it is switched off on ")
            + (hosts.size() == 1 ? "host " : hosts.size() + " hosts: ")
            + String.join(", ", hosts.stream().limit(NAMED).toList())
            + (more > 0 ? " and " + more + " more" : "");
    return new Missing(clause, silent ? Unknown.SILENT_HOST : Unknown.LOSS);
  }

  /** Forgets what no window reaches that ends later. */
  void expire(long beforeMs) {
    for (Iterator<Map.Entry<String, HostGap>> all = gaps.entrySet().iterator(); all.hasNext(); ) {
      Map.Entry<String, HostGap> each = all.next();
      if (each.getValue().expire(beforeMs)) {
        store.put(each.getKey(), each.getValue());
      }
      if (each.getValue().isEmpty()) {
        all.remove();
        store.delete(each.getKey());
      }
    }
  }

  void delete() {
    gaps.keySet().forEach(store::delete);
    gaps.clear();
  }
}
