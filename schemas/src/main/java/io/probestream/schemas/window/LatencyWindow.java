package io.probestream.schemas.window;

import static io.probestream.schemas.Checks.check;
import static io.probestream.schemas.Checks.notNegative;
import static io.probestream.schemas.Checks.present;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * Calls of one function that returned in one window, of one host or of the fleet, and those that
 * were in flight: a window is written as long as one is. Times are in nanoseconds, or in ticks
 * where {@code unit} says so.
 *
 * @param host the host; null in the fleet's topic
 * @param function the pair's function
 * @param startMs window start, epoch
 * @param endMs window end, exclusive
 * @param unit {@code ns} or {@code ticks}
 * @param count calls with entry and return seen, and no loss between them
 * @param sumNs sum of their durations
 * @param minNs shortest; 0 if count is 0
 * @param maxNs longest; 0 if count is 0
 * @param p50Ns median within 1 %, clamped to [min, max]
 * @param p90Ns likewise
 * @param p99Ns likewise
 * @param p999Ns likewise
 * @param histogram see {@link io.probestream.schemas.Histograms}
 * @param errors returns in -4095…-1
 * @param errnos most frequent first, then by errno; all of them
 * @param slowest up to three calls, slowest first
 * @param orphanEntry entries found to have no return
 * @param orphanReturn returns without an entry
 * @param discarded calls not measured because a loss or a clock step lies within
 * @param returnMissed returns the kernel could not probe, booked when the counter was read
 * @param callsLostMax calls lost at most because their lines were: the return probe's {@code
 *     lostMax}, returns whose entry may be lost, and entries that the kernel missed
 * @param completenessPpm {@code count / (count + returnMissed + discarded + callsLostMax)}
 * @param bounds worst case of the quantiles; null if nothing is missing
 * @param inFlight calls in flight; null where the clock counts no time
 * @param partial as in {@link RateWindow}
 * @param warmup as in {@link RateWindow}: calls that began before the run may be missing
 * @param hosts how many hosts are in it; null per host
 * @param isFinal fleet only
 * @param breakdown calls told apart where the pair asks for it; null where it does not
 */
public record LatencyWindow(
    String host,
    String function,
    long startMs,
    long endMs,
    String unit,
    long count,
    long sumNs,
    long minNs,
    long maxNs,
    long p50Ns,
    long p90Ns,
    long p99Ns,
    long p999Ns,
    String histogram,
    long errors,
    List<ErrnoCount> errnos,
    List<SlowCall> slowest,
    long orphanEntry,
    long orphanReturn,
    long discarded,
    long returnMissed,
    long callsLostMax,
    int completenessPpm,
    QuantileBounds bounds,
    InFlight inFlight,
    boolean partial,
    Boolean warmup,
    Integer hosts,
    @JsonProperty("final") Boolean isFinal,
    List<Breakdown> breakdown) {
  /** How many of the slowest calls a window keeps. */
  public static final int SLOWEST = 3;

  public LatencyWindow {
    present(function, "function");
    present(unit, "unit");
    present(histogram, "histogram");
    check(startMs < endMs, "startMs must be before endMs");
    notNegative(count, "count");
    errnos = List.copyOf(present(errnos, "errnos"));
    slowest = List.copyOf(present(slowest, "slowest"));
    breakdown = breakdown == null ? null : List.copyOf(breakdown);
    check(completenessPpm >= 0 && completenessPpm <= 1_000_000, "completenessPpm out of range");
  }

  /** One whose calls are not told apart. */
  public LatencyWindow(
      String host,
      String function,
      long startMs,
      long endMs,
      String unit,
      long count,
      long sumNs,
      long minNs,
      long maxNs,
      long p50Ns,
      long p90Ns,
      long p99Ns,
      long p999Ns,
      String histogram,
      long errors,
      List<ErrnoCount> errnos,
      List<SlowCall> slowest,
      long orphanEntry,
      long orphanReturn,
      long discarded,
      long returnMissed,
      long callsLostMax,
      int completenessPpm,
      QuantileBounds bounds,
      InFlight inFlight,
      boolean partial,
      Boolean warmup,
      Integer hosts,
      Boolean isFinal) {
    this(
        host,
        function,
        startMs,
        endMs,
        unit,
        count,
        sumNs,
        minNs,
        maxNs,
        p50Ns,
        p90Ns,
        p99Ns,
        p999Ns,
        histogram,
        errors,
        errnos,
        slowest,
        orphanEntry,
        orphanReturn,
        discarded,
        returnMissed,
        callsLostMax,
        completenessPpm,
        bounds,
        inFlight,
        partial,
        warmup,
        hosts,
        isFinal,
        null);
  }

  /** The same, marked. */
  public LatencyWindow asWarmup() {
    return new LatencyWindow(
        host,
        function,
        startMs,
        endMs,
        unit,
        count,
        sumNs,
        minNs,
        maxNs,
        p50Ns,
        p90Ns,
        p99Ns,
        p999Ns,
        histogram,
        errors,
        errnos,
        slowest,
        orphanEntry,
        orphanReturn,
        discarded,
        returnMissed,
        callsLostMax,
        completenessPpm,
        bounds,
        inFlight,
        partial,
        true,
        hosts,
        isFinal,
        breakdown);
  }

  /** The same with its calls told apart; null for not. */
  public LatencyWindow with(List<Breakdown> values) {
    return new LatencyWindow(
        host,
        function,
        startMs,
        endMs,
        unit,
        count,
        sumNs,
        minNs,
        maxNs,
        p50Ns,
        p90Ns,
        p99Ns,
        p999Ns,
        histogram,
        errors,
        errnos,
        slowest,
        orphanEntry,
        orphanReturn,
        discarded,
        returnMissed,
        callsLostMax,
        completenessPpm,
        bounds,
        inFlight,
        partial,
        warmup,
        hosts,
        isFinal,
        values);
  }
}
