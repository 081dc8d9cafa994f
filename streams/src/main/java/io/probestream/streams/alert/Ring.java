package io.probestream.streams.alert;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * The last steps of one series, as far back as the longest window over them. Not thread-safe.
 *
 * <p>Footprint: a {@link Tally} for each step in which there was anything.
 */
final class Ring {
  final Series series;
  final long everyMs;
  private final NavigableMap<Long, Tally> cells = new TreeMap<>();

  /** The groups that add this up. */
  final List<Group> groups = new ArrayList<>();

  private long longestMs;

  Ring(Series series, long everyMs) {
    this.series = series;
    this.everyMs = everyMs;
  }

  static String prefix(Series series, long everyMs) {
    return "c/" + series.source + '/' + everyMs + '/' + series.id() + '/';
  }

  /** Key of a step in the store. The start has as many digits for every time. */
  String key(long startMs) {
    return prefix(series, everyMs) + startMs;
  }

  void keep(long windowMs) {
    longestMs = Math.max(longestMs, windowMs);
  }

  /** The step that a window belongs to, to add it; made if there is none. */
  Tally open(long windowStartMs) {
    long startMs = startMs(windowStartMs);
    for (Group group : groups) {
      group.changed(startMs);
    }
    return cells.computeIfAbsent(startMs, s -> Tally.empty(series.source));
  }

  long startMs(long timeMs) {
    return Math.floorDiv(timeMs, everyMs) * everyMs;
  }

  void restore(long startMs, Tally cell) {
    cells.put(startMs, cell);
  }

  /** The step that starts then; null if nothing happened in it. */
  Tally at(long startMs) {
    return cells.get(startMs);
  }

  /** The steps in {@code [fromMs, toMs)}. */
  Iterable<Tally> between(long fromMs, long toMs) {
    return cells.subMap(fromMs, true, toMs, false).values();
  }

  /** Forgets what no window that ends after {@code nowMs} reaches. */
  void expire(long nowMs, AlertStore store) {
    // One step more: it is taken away from the sum when the next one comes.
    NavigableMap<Long, Tally> old = cells.headMap(nowMs - longestMs - everyMs, false);
    for (Map.Entry<Long, Tally> cell : old.entrySet()) {
      store.delete(key(cell.getKey()));
    }
    old.clear();
  }

  void delete(AlertStore store) {
    cells.keySet().forEach(startMs -> store.delete(key(startMs)));
    cells.clear();
  }
}
