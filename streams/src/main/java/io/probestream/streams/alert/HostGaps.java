package io.probestream.streams.alert;

import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** What is not known of the fleet's hosts. Not thread-safe. */
final class HostGaps {
  private static final String SILENT = "h/";
  private static final String SWITCHED_OFF = "p/";

  /** Hosts that a sentence names; the others are counted. */
  private static final int NAMED = 3;

  private final AlertStore store;

  /** By their keys in the store. */
  private final SortedMap<String, HostGap> gaps = new TreeMap<>();

  /** What {@link #candidates} found last, of that and then. */
  private List<Candidate> candidates;

  private Watched ofWatched;
  private long ofStartMs;
  private long ofEndMs;

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
    ofWatched = null;
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
    Missing missing =
        missing(
            gaps.values().stream()
                .flatMap(gap -> gap.in(startMs, endMs).stream())
                .filter(silence -> !silence.switchedOff())
                .toList());
    return missing == null ? null : missing.clause;
  }

  /** The hosts that may have added to a group unseen; null if there is none. */
  Missing in(Watched watched, Group group, long startMs, long endMs) {
    return gaps.isEmpty()
        ? null
        : missing(
            candidates(watched, startMs, endMs).stream()
                .filter(
                    each ->
                        group.labels.entrySet().containsAll(each.labels.entrySet())
                            && group.rings().stream().anyMatch(ring -> has(each.host, ring.series)))
                .map(Candidate::host)
                .toList());
  }

  /** Whether any host takes part in it of which nothing is heard in that time. */
  boolean touch(Watched watched, long startMs, long endMs) {
    return !gaps.isEmpty()
        && candidates(watched, startMs, endMs).stream().anyMatch(c -> !c.host.switchedOff());
  }

  /** A host of which something is missing, with the labels by which a rule tells groups apart. */
  private record Candidate(HostSilence host, Map<String, String> labels) {}

  /** Those that take part: the same for all groups of a rule. */
  private List<Candidate> candidates(Watched watched, long startMs, long endMs) {
    if (watched != ofWatched || startMs != ofStartMs || endMs != ofEndMs) {
      candidates =
          gaps.values().stream()
              .flatMap(gap -> gap.in(startMs, endMs).stream())
              .filter(host -> watched.takesOwner(null, host.labels()))
              .map(host -> new Candidate(host, watched.labels(null, null, host.labels())))
              .toList();
      ofWatched = watched;
      ofStartMs = startMs;
      ofEndMs = endMs;
    }
    return candidates;
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
    String name = function == null ? series.name : function;
    return names == null || Collections.binarySearch(names, name) >= 0;
  }

  private static Missing missing(List<HostSilence> which) {
    SortedSet<String> hosts = new TreeSet<>();
    boolean silent = false;
    for (HostSilence each : which) {
      hosts.add(each.host());
      silent |= !each.switchedOff();
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
    ofWatched = null;
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
