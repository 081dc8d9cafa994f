package io.probestream.streams.window;

import static io.probestream.schemas.Checks.notNegative;

import io.probestream.schemas.Histograms;
import io.probestream.schemas.window.ErrnoCount;
import io.probestream.schemas.window.InFlight;
import io.probestream.schemas.window.LatencyWindow;
import io.probestream.schemas.window.QuantileBounds;
import io.probestream.schemas.window.SlowCall;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * The formulas that a window of one host and a window of the fleet share, so that merging windows
 * gives what one window of all calls would have given. Integers throughout: the same numbers on
 * every machine.
 */
public final class LatencyMath {
  /**
   * Slowest first; equal durations by host, end and pid. The remaining fields only make the order
   * total, so that the three kept never depend on the order of arrival.
   */
  public static final Comparator<SlowCall> SLOWEST_FIRST =
      Comparator.comparingLong(SlowCall::durationNs)
          .reversed()
          .thenComparing(SlowCall::host)
          .thenComparingLong(SlowCall::endNs)
          .thenComparingInt(SlowCall::pid)
          .thenComparingInt(SlowCall::cpu)
          .thenComparing(SlowCall::task)
          .thenComparingInt(SlowCall::partition)
          .thenComparingLong(SlowCall::returnOffset)
          .thenComparingLong(SlowCall::entryOffset);

  private static final Comparator<ErrnoCount> MOST_FREQUENT_FIRST =
      Comparator.comparingLong(ErrnoCount::count).reversed().thenComparingInt(ErrnoCount::errno);

  private static final long PPM = 1_000_000;
  private static final int P50 = 500_000;
  private static final int P90 = 900_000;
  private static final int P99 = 990_000;
  private static final int P999 = 999_000;

  private LatencyMath() {}

  /**
   * {@code have / (have + missing)} in parts per million, rounded down: 1,000,000 means that
   * nothing is missing, and also that there was nothing to miss.
   */
  public static int completenessPpm(long have, long missing) {
    long part = notNegative(have, "have");
    long whole = Math.addExact(part, notNegative(missing, "missing"));
    if (missing == 0) {
      return (int) PPM;
    }
    while (part > Long.MAX_VALUE / PPM) {
      part >>= 1;
      whole >>= 1;
    }
    return (int) (part * PPM / whole);
  }

  /**
   * Where the quantiles would lie if all {@code missing} calls had been faster (low) or slower
   * (high) than every measured one; null if nothing is missing. A low bound is 0, and a high bound
   * null, where the missing calls alone reach the quantile. Both are bounds also in spite of the
   * histogram's buckets.
   *
   * @param minNs exact shortest measured duration
   * @param maxNs exact longest measured duration
   */
  public static QuantileBounds bounds(Histogram histogram, long missing, long minNs, long maxNs) {
    if (missing == 0) {
      return null;
    }
    return new QuantileBounds(
        low(histogram, missing, P50, minNs),
        high(histogram, missing, P50, maxNs),
        low(histogram, missing, P90, minNs),
        high(histogram, missing, P90, maxNs),
        low(histogram, missing, P99, minNs),
        high(histogram, missing, P99, maxNs),
        low(histogram, missing, P999, minNs),
        high(histogram, missing, P999, maxNs));
  }

  private static long low(Histogram histogram, long missing, int quantilePpm, long minNs) {
    long rank = Histograms.rank(histogram.getTotalCount() + missing, quantilePpm) - missing;
    if (rank <= 0) {
      return 0;
    }
    return Math.max(
        minNs, histogram.lowestEquivalentValue(Histograms.valueAtRank(histogram, rank)));
  }

  private static Long high(Histogram histogram, long missing, int quantilePpm, long maxNs) {
    long rank = Histograms.rank(histogram.getTotalCount() + missing, quantilePpm);
    if (rank > histogram.getTotalCount()) {
      return null;
    }
    return Math.min(
        maxNs, histogram.highestEquivalentValue(Histograms.valueAtRank(histogram, rank)));
  }

  /** What is left of a histogram without a part of it; a copy that remembers no larger value. */
  public static Histogram difference(Histogram whole, Histogram part) {
    Histogram rest = Histograms.empty(whole.getNumberOfSignificantValueDigits());
    for (var value : whole.recordedValues()) {
      long ns = value.getValueIteratedTo();
      long count = value.getCountAtValueIteratedTo() - part.getCountAtValue(ns);
      if (count > 0) {
        rest.recordValueWithCount(ns, count);
      }
    }
    return rest;
  }

  /** All errnos, most frequent first, then by number. */
  public static List<ErrnoCount> errnos(Map<Integer, Long> counts) {
    return counts.entrySet().stream()
        .map(entry -> new ErrnoCount(entry.getKey(), entry.getValue()))
        .sorted(MOST_FREQUENT_FIRST)
        .toList();
  }

  /** The slowest three of {@code calls}, slowest first. */
  public static List<SlowCall> slowest(List<SlowCall> calls) {
    return calls.stream().sorted(SLOWEST_FIRST).limit(LatencyWindow.SLOWEST).toList();
  }

  /**
   * The window with quantiles, completeness and bounds worked out.
   *
   * @param host the host, or null for the fleet
   * @param histogram durations of all measured calls; its total is the window's count
   * @param errnos by {@link #errnos}
   * @param slowest by {@link #slowest}
   * @param inFlight null where the clock counts no time
   * @param hosts null per host
   * @param isFinal null per host
   */
  public static LatencyWindow window(
      String host,
      String function,
      long startMs,
      long endMs,
      String unit,
      Histogram histogram,
      CallCounts counts,
      List<ErrnoCount> errnos,
      List<SlowCall> slowest,
      InFlight inFlight,
      boolean partial,
      Integer hosts,
      Boolean isFinal) {
    long count = histogram.getTotalCount();
    long minNs = count == 0 ? 0 : counts.minNs();
    long maxNs = count == 0 ? 0 : counts.maxNs();
    return new LatencyWindow(
        host,
        function,
        startMs,
        endMs,
        unit,
        count,
        counts.sumNs(),
        minNs,
        maxNs,
        Histograms.quantile(histogram, P50, minNs, maxNs),
        Histograms.quantile(histogram, P90, minNs, maxNs),
        Histograms.quantile(histogram, P99, minNs, maxNs),
        Histograms.quantile(histogram, P999, minNs, maxNs),
        Histograms.encodeBase64(histogram),
        counts.errors(),
        errnos,
        slowest,
        counts.orphanEntry(),
        counts.orphanReturn(),
        counts.discarded(),
        counts.returnMissed(),
        counts.callsLostMax(),
        completenessPpm(count, counts.missing()),
        bounds(histogram, counts.missing(), minNs, maxNs),
        inFlight,
        partial,
        null,
        hosts,
        isFinal);
  }
}
