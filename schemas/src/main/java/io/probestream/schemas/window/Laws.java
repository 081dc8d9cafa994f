package io.probestream.schemas.window;

import io.probestream.schemas.Keys;
import io.probestream.schemas.raw.Pair;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ToLongFunction;

/**
 * The laws between the counters of the results, in one place; {@code docs/LEDGER.md} has them with
 * an example. Sums run over all windows of one host, {@code totals} and {@code lineLaw} over the
 * records with {@code closing}, one for each session.
 *
 * <ol>
 *   <li><b>Lines</b>, per session: {@link LineLaw#closes()}.
 *   <li><b>Hits</b>, per probe and session: {@link SessionTotals#closes()}. No probe can have lost
 *       more than the session: {@code lostMax <= ringLost + collectorDropped + transportLost +
 *       malformed}, nor can all together: {@code sum of lostMin <=} the same.
 *   <li><b>Windows add up to sessions</b>: {@code sum of RateWindow.count + sum of late = sum of
 *       seen}; {@code sum of RateWindow.hits = sum of hits}; {@code sum of kernelMissed +
 *       returnMissed = sum of missed}; and for the host {@code ringLost}, {@code collectorDropped},
 *       {@code transportLost}, {@code malformed} likewise. Lines that came too late are among those
 *       lost: {@code sum of reordered <= sum of transportLost}. Where the totals are exact, {@code
 *       sum of RateWindow.lostMin <= lostMax}.
 *   <li><b>Calls</b>, per pair: every return seen is in a call, an orphan or a discarded call:
 *       {@code count + orphanReturn + discarded = returns seen}, less those that were late. Every
 *       entry seen too, or it is still open: {@code count + orphanEntry + discarded <= entries
 *       seen}. What is left was in flight when the session ended: no less than the closing window
 *       says, and as much where no return was late and no probe changed.
 *   <li><b>Windows</b>: each is written once; {@code lostMin <= lostMax}; completeness is what its
 *       formula says; there are bounds exactly where calls are missing, and each quantile lies in
 *       its own.
 * </ol>
 *
 * <p>The third law is checked only for hosts whose last session has ended (and no other began in
 * that window); all records since the host's first session must be given. Thread-safe.
 */
public final class Laws {
  private Laws() {}

  /** What is wrong with these results of any number of hosts; empty if all laws hold. */
  public static List<String> violations(
      Collection<RateWindow> rates,
      Collection<LatencyWindow> latencies,
      Collection<MissedWindow> missed) {
    return violations(rates, latencies, missed, List.of());
  }

  /**
   * Like {@link #violations(Collection, Collection, Collection)}, the fourth law included.
   *
   * @param pairs by which every host made its calls
   */
  public static List<String> violations(
      Collection<RateWindow> rates,
      Collection<LatencyWindow> latencies,
      Collection<MissedWindow> missed,
      Collection<Pair> pairs) {
    List<String> found = eachRecord(rates, latencies, missed);
    Map<String, HostSums> hosts = new TreeMap<>();
    for (RateWindow w : rates) {
      if (w.host() != null) {
        hosts.computeIfAbsent(w.host(), HostSums::new).add(w);
      }
    }
    for (LatencyWindow w : latencies) {
      if (w.host() != null) {
        hosts.computeIfAbsent(w.host(), HostSums::new).add(w);
      }
    }
    for (MissedWindow w : missed) {
      if (w.host() != null) {
        hosts.computeIfAbsent(w.host(), HostSums::new).add(w);
      }
    }
    hosts.values().forEach(host -> host.check(pairs, found));
    return found;
  }

  /** The laws that hold for each record alone, and that each is there once. */
  public static List<String> eachRecord(
      Collection<RateWindow> rates,
      Collection<LatencyWindow> latencies,
      Collection<MissedWindow> missed) {
    List<String> found = new ArrayList<>();
    Set<String> written = new HashSet<>();
    for (RateWindow w : rates) {
      String name = name("rates", w.host(), w.probe(), w.startMs());
      once(w.host(), name, written, found);
      RecordLaws.check(w, name, found);
    }
    for (LatencyWindow w : latencies) {
      String name = name("latency", w.host(), w.function(), w.startMs());
      once(w.host(), name, written, found);
      RecordLaws.check(w, name, found);
    }
    for (MissedWindow w : missed) {
      String name = name("missed", w.host(), w.probe(), w.startMs());
      // What a record says of the host itself stands beside the window's own.
      if (w.silent() == null && w.warmupUntilMs() == null) {
        once(w.host(), name, written, found);
      }
      RecordLaws.check(w, name, found);
    }
    return found;
  }

  /** The fleet's topics are upserts: there the last record of a window counts. */
  private static void once(String host, String name, Set<String> written, List<String> found) {
    if (host != null && !written.add(name)) {
      found.add(name + " was written twice");
    }
  }

  private static String name(String topic, String host, String name, long startMs) {
    return topic + ' ' + (host == null ? name : Keys.of(host, name)) + " at " + startMs;
  }

  /** Sums of one field over the windows of a name. */
  static <T> long sum(Collection<T> windows, ToLongFunction<T> field) {
    return windows.stream().mapToLong(field).sum();
  }
}
