package io.probestream.streams.alert;

import io.probestream.streams.alert.Measure.Source;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** The series of one owner with their steps, and the groups that they make. Not thread-safe. */
final class SeriesBook {
  /** A series of which nothing was heard for so long is forgotten. */
  static final long FORGET_AFTER_MS = TimeUnit.HOURS.toMillis(1);

  /** Of one source; what is beyond is not watched. */
  private static final int MOST_SERIES = 20_000;

  private final String host;
  private final Collection<Watched> watches;
  private final int maxGroups;
  private final AlertStore store;
  private final Map<Source, SortedMap<String, Series>> series = new EnumMap<>(Source.class);
  private final Map<Series, List<Ring>> rings = new HashMap<>();

  /**
   * @param host null for the fleet
   */
  SeriesBook(String host, Collection<Watched> watches, int maxGroups, AlertStore store) {
    this.host = host;
    this.watches = watches;
    this.maxGroups = maxGroups;
    this.store = store;
    for (Source source : Source.values()) {
      series.put(source, new TreeMap<>());
    }
  }

  private static String key(Source source, String id) {
    return "s/" + source + '/' + id;
  }

  /** Takes what the store holds: series first, then their steps. Others are deleted. */
  void restore(List<Series> known, NavigableMap<String, Tally> cells, Map<String, String> labels) {
    for (Series each : known) {
      series.get(each.source).put(each.id(), each);
    }
    regroup(labels);
    for (List<Ring> ofSeries : rings.values()) {
      for (Ring ring : ofSeries) {
        String prefix = Ring.prefix(ring.series, ring.everyMs);
        // A name may begin like another one's prefix: what follows must be the start alone.
        Iterator<Map.Entry<String, Tally>> mine =
            cells.subMap(prefix, true, prefix + '\uffff', true).entrySet().iterator();
        while (mine.hasNext()) {
          Map.Entry<String, Tally> cell = mine.next();
          String start = cell.getKey().substring(prefix.length());
          if (start.indexOf('/') < 0) {
            ring.restore(Long.parseLong(start), cell.getValue());
            mine.remove();
          }
        }
      }
    }
    cells.keySet().forEach(store::delete);
  }

  /** Makes all groups anew: a host's labels have changed, and with them what its groups are. */
  void regroup(Map<String, String> labels) {
    watches.forEach(
        watched -> {
          watched.groups.clear();
          watched.beyondLimit = 0;
          if (watched.watch.source() == Source.HOST
              && host != null
              && watched.takesOwner(host, labels)) {
            group(watched, watched.labels(null, host, labels));
          }
        });
    Map<Series, List<Ring>> old = Map.copyOf(rings);
    rings.clear();
    for (SortedMap<String, Series> ofSource : series.values()) {
      for (Series each : ofSource.values()) {
        join(each, labels, old.getOrDefault(each, List.of()));
      }
    }
    old.forEach(
        (each, before) ->
            before.stream()
                .filter(ring -> !rings.getOrDefault(each, List.of()).contains(ring))
                .forEach(ring -> ring.delete(store)));
  }

  /**
   * The steps to which a window of that series is to be added; empty if no rule wants it.
   *
   * @param part of the fleet, see {@link Series#labels}
   */
  List<Ring> heard(
      Source source,
      String name,
      Map<String, String> part,
      long startMs,
      long endMs,
      Map<String, String> labels) {
    SortedMap<String, Series> ofSource = series.get(source);
    String id = Series.id(name, part);
    Series known = ofSource.get(id);
    if (known == null) {
      known = new Series(source, name, part, startMs);
      if (ofSource.size() >= MOST_SERIES || !isWanted(known, labels)) {
        return List.of();
      }
      ofSource.put(id, known);
      join(known, labels, List.of());
      store.put(key(source, id), known);
    }
    // To the minute, so that not every window writes it.
    if (endMs - known.lastMs >= TimeUnit.MINUTES.toMillis(1)) {
      known.lastMs = endMs;
      store.put(key(source, id), known);
    }
    return rings.getOrDefault(known, List.of());
  }

  private boolean isWanted(Series each, Map<String, String> labels) {
    return watches.stream().anyMatch(watched -> watched.takes(each, host, labels));
  }

  /** The known series of that source and part whose names begin so. */
  List<Series> known(Source source, String prefix, Map<String, String> part) {
    return series.get(source).subMap(prefix, prefix + '\uffff').values().stream()
        .filter(each -> Objects.equals(each.labels, part))
        .toList();
  }

  /** The steps of a series that is known, though nothing was heard of it. */
  List<Ring> rings(Series known) {
    return rings.getOrDefault(known, List.of());
  }

  private void join(Series each, Map<String, String> labels, List<Ring> before) {
    List<Ring> mine = new ArrayList<>();
    for (Watched watched : watches) {
      if (!watched.takes(each, host, labels)) {
        continue;
      }
      Group group = group(watched, watched.labels(each, host, labels));
      if (group != null) {
        Ring ring = ring(each, watched.watch.everyMs(), mine, before);
        ring.keep(watched.watch.windowMs());
        group.add(ring);
      }
    }
    if (!mine.isEmpty()) {
      rings.put(each, mine);
    }
  }

  private static Ring ring(Series each, long everyMs, List<Ring> mine, List<Ring> before) {
    for (Ring ring : mine) {
      if (ring.everyMs == everyMs) {
        return ring;
      }
    }
    Ring ring =
        before.stream()
            .filter(r -> r.everyMs == everyMs)
            .findFirst()
            .orElseGet(() -> new Ring(each, everyMs));
    ring.groups.clear();
    mine.add(ring);
    return ring;
  }

  /** The group, or null if there are too many. */
  private Group group(Watched watched, Map<String, String> labels) {
    String key = Watched.key(labels);
    Group group = watched.groups.get(key);
    if (group == null && watched.groups.size() >= maxGroups) {
      watched.beyondLimit++;
    } else if (group == null) {
      group = new Group(watched.watch, labels);
      watched.groups.put(key, group);
    }
    return group;
  }

  /** Forgets steps that no window reaches, and series of which nothing was heard. */
  void expire(long nowMs, KnownTime known) {
    long forgetBeforeMs = known.before(nowMs, FORGET_AFTER_MS);
    for (SortedMap<String, Series> ofSource : series.values()) {
      for (Iterator<Series> all = ofSource.values().iterator(); all.hasNext(); ) {
        Series each = all.next();
        boolean old = each.lastMs < forgetBeforeMs;
        for (Ring ring : rings.getOrDefault(each, List.of())) {
          if (old) {
            List.copyOf(ring.groups).forEach(group -> group.remove(ring));
            ring.delete(store);
          } else {
            ring.expire(nowMs, store);
          }
        }
        if (old) {
          all.remove();
          rings.remove(each);
          store.delete(key(each.source, each.id()));
        }
      }
    }
    for (Watched watched : watches) {
      if (watched.watch.source() != Source.HOST) {
        watched.groups.values().removeIf(Group::isEmpty);
      }
    }
  }

  boolean isEmpty() {
    return series.values().stream().allMatch(Map::isEmpty);
  }

  void delete() {
    rings.values().forEach(all -> all.forEach(ring -> ring.delete(store)));
    series.values().forEach(all -> all.values().forEach(s -> store.delete(key(s.source, s.id()))));
  }
}
