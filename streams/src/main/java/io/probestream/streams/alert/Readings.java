package io.probestream.streams.alert;

import io.probestream.schemas.Histograms;
import io.probestream.streams.alert.Measure.Kind;
import java.math.BigInteger;

/**
 * Figures of sums, with their bounds wherever the missing events or calls may have been. Integers,
 * rounded down: the same numbers on every machine.
 */
final class Readings {
  private static final long PPM = 1_000_000;

  private Readings() {}

  /**
   * The figure of a group over the window that ends at {@code nowMs}.
   *
   * @param whole whether the window lies within what is known
   */
  static Reading of(Measure measure, Watch watch, Group group, long nowMs, boolean whole) {
    Tally sum = group.slide(nowMs);
    return switch (measure.kind()) {
      case RATE -> rate((RateTally) sum, watch.windowMs(), whole);
      case COMPLETENESS -> completeness((RateTally) sum);
      case MISSED -> Reading.exact(((MissedTally) sum).of(measure.names()), (int) PPM);
      case LATENCY -> quantile((LatencyTally) sum, (int) measure.parameter(), watch, group, nowMs);
      case SLOW_SHARE ->
          share((LatencyTally) sum, ((LatencyTally) sum).durations.above(measure.parameter()));
      case ERROR_SHARE -> share((LatencyTally) sum, errors((LatencyTally) sum, measure));
      case CALL_COMPLETENESS -> callCompleteness((LatencyTally) sum);
      case IN_FLIGHT_AGE -> oldest((LatencyTally) sum, watch, group, nowMs);
      case SILENCE, THROTTLED ->
          throw new IllegalArgumentException(measure.kind() + " is not read from windows");
    };
  }

  /**
   * The same where of some hosts nothing is known: any number of events, and calls of any duration
   * and result, may be missing.
   *
   * @param hosts those
   */
  static Reading without(Measure measure, Reading r, HostGaps.Missing hosts) {
    if (r.fault() != null) {
      return r;
    } else if (r.value() == null) {
      return r.unheard(hosts);
    }
    boolean longest = measure.kind() == Kind.LATENCY && measure.parameter() == PPM;
    return switch (measure.kind()) {
      case RATE, MISSED, IN_FLIGHT_AGE -> r.whatever(r.lower(), null, hosts);
      case LATENCY -> r.whatever(longest ? r.lower() : (Long) 0L, null, hosts);
      case SLOW_SHARE, ERROR_SHARE -> r.whatever(0L, PPM, hosts);
      case COMPLETENESS, CALL_COMPLETENESS -> r.whatever(0L, r.value(), hosts);
      case SILENCE, THROTTLED -> r;
    };
  }

  private static Reading rate(RateTally t, long windowMs, boolean whole) {
    long value = perSecond(t.count, windowMs);
    long upper = perSecond(t.count + t.missingMax, windowMs);
    Reading reading = Reading.of(value, value, upper, ppm(t.count, t.count + t.missingMax));
    return whole && t.unbounded == 0 ? reading : reading.notWhole();
  }

  /** In thousandths. */
  private static long perSecond(long count, long windowMs) {
    return scaled(count, PPM, windowMs);
  }

  private static Reading completeness(RateTally t) {
    if (t.count + t.missingMax == 0) {
      return Reading.nothing();
    }
    int completeness = ppm(t.count, t.count + t.missingMax);
    return Reading.exact(completeness, completeness);
  }

  private static Reading callCompleteness(LatencyTally t) {
    if (t.durations.total() + t.missing == 0) {
      return Reading.nothing();
    }
    int completeness = completeness(t);
    return Reading.exact(completeness, completeness);
  }

  private static int completeness(LatencyTally t) {
    return ppm(t.durations.total(), t.durations.total() + t.missing);
  }

  /** As {@link io.probestream.streams.window.LatencyMath#bounds} for any quantile. */
  private static Reading quantile(
      LatencyTally t, int quantilePpm, Watch watch, Group group, long nowMs) {
    long count = t.durations.total();
    if (count == 0) {
      return unmeasured(t);
    }
    long minNs = Long.MAX_VALUE;
    long maxNs = 0;
    for (Ring ring : group.rings()) {
      for (Tally cell : ring.between(nowMs - watch.windowMs(), nowMs)) {
        minNs = Math.min(minNs, ((LatencyTally) cell).minNs);
        maxNs = Math.max(maxNs, ((LatencyTally) cell).maxNs);
      }
    }
    long middle = t.durations.atRank(Histograms.rank(count, quantilePpm));
    long value = Math.min(maxNs, Math.max(minNs, middle));
    if (t.missing == 0) {
      return Reading.exact(value, (int) PPM);
    }
    long rank = Histograms.rank(count + t.missing, quantilePpm);
    long lower =
        rank <= t.missing
            ? 0
            : Math.max(minNs, t.durations.lowest(t.durations.atRank(rank - t.missing)));
    Long upper = rank > count ? null : (Long) Math.min(maxNs, t.durations.atRank(rank));
    return Reading.of(value, Math.min(lower, value), upper, completeness(t));
  }

  private static Reading share(LatencyTally t, long part) {
    long count = t.durations.total();
    if (count == 0) {
      return unmeasured(t);
    }
    long all = count + t.missing;
    return Reading.of(
        (long) ppm(part, count),
        (long) ppm(part, all),
        (long) ppm(part + t.missing, all),
        completeness(t));
  }

  private static Reading unmeasured(LatencyTally t) {
    return t.missing == 0
        ? Reading.nothing()
        : Reading.of(null, null, null, 0).lost("none of its calls was measured");
  }

  private static long errors(LatencyTally t, Measure measure) {
    return t.errnos.entrySet().stream()
        .filter(e -> measure.names().isEmpty() || measure.names().contains(Errnos.name(e.getKey())))
        .mapToLong(e -> e.getValue())
        .sum();
  }

  /** A function has a window as long as a call is in flight: where there is none, none is. */
  private static Reading oldest(LatencyTally t, Watch watch, Group group, long nowMs) {
    long oldest = 0;
    long atMost = 0;
    boolean bounded = true;
    for (Ring ring : group.rings()) {
      LatencyTally last = (LatencyTally) ring.at(nowMs - watch.everyMs());
      if (last != null && last.lastEndMs == nowMs) {
        oldest = Math.max(oldest, last.oldestNs);
        atMost = Math.max(atMost, last.oldestAtMostNs);
        bounded &= last.oldestAtMostNs >= 0;
      }
    }
    return Reading.of(
        oldest, oldest, bounded ? (Long) Math.max(oldest, atMost) : null, completeness(t));
  }

  /** {@code part / whole} in parts per million; all of nothing is everything. */
  static int ppm(long part, long whole) {
    return whole == 0 ? (int) PPM : (int) scaled(part, PPM, whole);
  }

  /** {@code a * b / c}, also where the product needs more than 64 bits. */
  static long scaled(long a, long b, long c) {
    if (Math.multiplyHigh(a, b) == 0 && a * b >= 0) {
      return a * b / c;
    }
    BigInteger exact =
        BigInteger.valueOf(a).multiply(BigInteger.valueOf(b)).divide(BigInteger.valueOf(c));
    return exact.bitLength() < Long.SIZE ? exact.longValue() : Long.MAX_VALUE;
  }
}
