package io.probestream.streams.alert;

import io.probestream.schemas.raw.Pair;
import io.probestream.schemas.window.Breakdown;
import io.probestream.schemas.window.BreakdownValue;
import io.probestream.schemas.window.LatencyWindow;
import io.probestream.schemas.window.MissedWindow;
import io.probestream.schemas.window.RateWindow;
import io.probestream.streams.alert.Measure.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Adds windows to the steps of their series. Not thread-safe. */
final class Intake {
  private final SeriesBook book;
  private final OwnerState state;
  private final AlertStore store;
  private final boolean byTask;

  Intake(SeriesBook book, OwnerState state, boolean byTask, AlertStore store) {
    this.book = book;
    this.state = state;
    this.byTask = byTask;
    this.store = store;
  }

  /**
   * Adds a window.
   *
   * @param part of the fleet's hosts, by their labels; null for all of the owner
   */
  void add(RateWindow w, Map<String, String> part) {
    for (Ring ring : heard(Source.RATE, w.probe(), part, w.startMs(), w.endMs())) {
      ((RateTally) ring.open(w.startMs())).add(w);
      put(ring, w.startMs());
    }
  }

  void add(MissedWindow w, Map<String, String> part) {
    for (Ring ring : heard(Source.MISSED, w.probe(), part, w.startMs(), w.endMs())) {
      ((MissedTally) ring.open(w.startMs())).add(w.causes());
      put(ring, w.startMs());
    }
  }

  void add(LatencyWindow w, Map<String, String> part) {
    for (Ring ring : heard(Source.LATENCY, w.function(), part, w.startMs(), w.endMs())) {
      ((LatencyTally) ring.open(w.startMs())).add(w);
      put(ring, w.startMs());
    }
    if (byTask && w.breakdown() != null) {
      for (Breakdown breakdown : w.breakdown()) {
        if (breakdown.by().equals(Pair.TASK)) {
          tasks(w, breakdown, part);
        }
      }
    }
  }

  /** Tasks by name: those that are in the window, and those that may be among the others. */
  private void tasks(LatencyWindow w, Breakdown breakdown, Map<String, String> part) {
    Map<String, List<BreakdownValue>> named = new TreeMap<>();
    for (BreakdownValue value : breakdown.values()) {
      String task = value.task() == null ? value.value() : value.task();
      named.computeIfAbsent(Series.ofTask(w.function(), task), t -> new ArrayList<>()).add(value);
    }
    named.forEach(
        (name, values) -> {
          for (Ring ring : heard(Source.TASK, name, part, w.startMs(), w.endMs())) {
            ((LatencyTally) ring.open(w.startMs())).addTask(w, values, breakdown.other());
            put(ring, w.startMs());
          }
        });
    if (breakdown.other() == null && LatencyTally.missing(w) == 0) {
      return;
    }
    for (Series known : book.known(Source.TASK, Series.tasksOf(w.function()), part)) {
      if (!named.containsKey(known.name)) {
        for (Ring ring : book.rings(known)) {
          ((LatencyTally) ring.open(w.startMs())).addTask(w, List.of(), breakdown.other());
          put(ring, w.startMs());
        }
      }
    }
  }

  /** A series is watched, though there is no window of it yet. */
  void named(Source source, String name, long atMs) {
    heard(source, name, null, atMs, atMs);
  }

  private List<Ring> heard(
      Source source, String name, Map<String, String> part, long startMs, long endMs) {
    return book.heard(source, name, part, startMs, endMs, state.labels);
  }

  private void put(Ring ring, long startMs) {
    long stepStartMs = ring.startMs(startMs);
    store.put(ring.key(stepStartMs), ring.at(stepStartMs));
  }
}
