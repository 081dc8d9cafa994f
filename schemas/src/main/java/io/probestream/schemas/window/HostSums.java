package io.probestream.schemas.window;

import io.probestream.schemas.Keys;
import io.probestream.schemas.raw.Pair;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.ToLongFunction;

/** All windows of one host, and the laws between their sums. */
final class HostSums {
  private final String host;
  private final Map<String, List<RateWindow>> rates = new TreeMap<>();
  private final Map<String, List<LatencyWindow>> latencies = new TreeMap<>();
  private final Map<String, List<MissedWindow>> missed = new TreeMap<>();
  private List<String> found;

  HostSums(String host) {
    this.host = host;
  }

  void add(RateWindow w) {
    rates.computeIfAbsent(w.probe(), p -> new ArrayList<>()).add(w);
  }

  void add(LatencyWindow w) {
    latencies.computeIfAbsent(w.function(), f -> new ArrayList<>()).add(w);
  }

  void add(MissedWindow w) {
    missed.computeIfAbsent(w.probe(), p -> new ArrayList<>()).add(w);
  }

  void check(Collection<Pair> pairs, List<String> into) {
    found = into;
    pairs.forEach(this::calls);
    List<MissedWindow> whole = missed(Keys.NO_PROBE);
    MissedWindow last =
        whole.stream()
            .filter(w -> w.lineLaw() != null)
            .max(Comparator.comparingLong(MissedWindow::startMs))
            .orElse(null);
    if (last == null || !last.closing() || startsAfter(last.startMs())) {
      return; // its session goes on: windows that are still open are in its totals
    }
    LineLaw law =
        whole.stream()
            .filter(MissedWindow::closing)
            .map(MissedWindow::lineLaw)
            .filter(Objects::nonNull)
            .reduce(LineLaw::plus)
            .orElseThrow();
    equal("ringLost", causes(whole, Causes::ringLost), law.ringLost());
    equal("collectorDropped", causes(whole, Causes::collectorDropped), law.collectorDropped());
    equal("transportLost", causes(whole, Causes::transportLost), law.transportLost());
    equal("malformed", causes(whole, Causes::malformed), law.malformed());
    atMost(
        "reordered lines",
        causes(whole, Causes::reordered),
        "lines lost on the way",
        law.transportLost());
    long lost = law.ringLost() + law.collectorDropped() + law.transportLost() + law.malformed();
    long lostMin = 0;
    for (String probe : missed.keySet()) {
      if (!probe.equals(Keys.NO_PROBE)) {
        lostMin += probe(probe, lost);
      }
    }
    atMost("surely lost of all probes", lostMin, "what the host lost", lost);
  }

  private boolean startsAfter(long startMs) {
    return rates.values().stream().flatMap(List::stream).anyMatch(w -> w.startMs() > startMs);
  }

  /** The probe's events surely lost. */
  private long probe(String probe, long lost) {
    List<MissedWindow> windows = missed(probe);
    SessionTotals totals =
        windows.stream()
            .filter(MissedWindow::closing)
            .map(MissedWindow::totals)
            .filter(Objects::nonNull)
            .reduce(SessionTotals::plus)
            .orElse(null);
    if (totals == null) {
      return 0;
    }
    List<RateWindow> counts = rates.getOrDefault(probe, List.of());
    long late = causes(windows, Causes::late);
    equal(probe + ": events in windows", Laws.sum(counts, RateWindow::count) + late, totals.seen());
    equal(
        probe + ": hits in windows",
        Laws.sum(counts, w -> w.hits() == null ? 0 : w.hits()),
        totals.hits());
    equal(
        probe + ": missed in windows",
        causes(windows, Causes::kernelMissed) + causes(windows, Causes::returnMissed),
        totals.missed());
    if (probe.equals(Keys.FOLDED)) {
      return 0; // several probes in one: their bounds are not one probe's
    }
    atMost(probe + ": lost", totals.lostMax(), "what the host lost", lost);
    if (totals.exact()) {
      long surely = Laws.sum(counts, RateWindow::lostMin);
      atMost(probe + ": surely lost in windows", surely, "its sessions' lostMax", totals.lostMax());
    }
    return totals.lostMin();
  }

  private void calls(Pair pair) {
    List<LatencyWindow> windows = latencies.getOrDefault(pair.function(), List.of());
    long measured =
        Laws.sum(windows, LatencyWindow::count) + Laws.sum(windows, LatencyWindow::discarded);
    long returns = measured + Laws.sum(windows, LatencyWindow::orphanReturn);
    long entries = measured + Laws.sum(windows, LatencyWindow::orphanEntry);
    long late = causes(missed(pair.returnProbe()), Causes::late);
    long seen = seen(pair.returnProbe());
    String calls = pair.function() + ": calls, orphans and discarded";
    atMost(calls, returns, "returns seen", seen);
    atMost("returns seen in time", seen - late, calls, returns);
    long begun = seen(pair.entryProbe());
    atMost(calls, entries, "entries seen", begun);
    inFlight(pair.function(), windows, begun - entries);
  }

  /** Where one session ended and nothing came after it. */
  private void inFlight(String function, List<LatencyWindow> windows, long left) {
    List<MissedWindow> ends = missed(Keys.NO_PROBE).stream().filter(MissedWindow::closing).toList();
    if (ends.size() != 1 || startsAfter(ends.get(0).startMs())) {
      return;
    }
    long atEnd =
        windows.stream()
            .filter(w -> w.startMs() == ends.get(0).startMs() && w.inFlight() != null)
            .mapToLong(w -> w.inFlight().atEnd() + w.inFlight().tainted())
            .sum();
    atMost(function + ": calls in flight at the end", atEnd, "what is left of its entries", left);
  }

  private long seen(String probe) {
    return Laws.sum(rates.getOrDefault(probe, List.of()), RateWindow::count)
        + causes(missed(probe), Causes::late);
  }

  private List<MissedWindow> missed(String probe) {
    return missed.getOrDefault(probe, List.of());
  }

  private static long causes(List<MissedWindow> windows, ToLongFunction<Causes> cause) {
    return Laws.sum(windows, w -> cause.applyAsLong(w.causes()));
  }

  private void equal(String what, long windows, long sessions) {
    if (windows != sessions) {
      found.add(host + ": " + what + " add up to " + windows + ", its sessions say " + sessions);
    }
  }

  private void atMost(String what, long value, String limitName, long limit) {
    if (value > limit) {
      found.add(
          host + ": " + what + " (" + value + ") are more than " + limitName + " (" + limit + ")");
    }
  }
}
