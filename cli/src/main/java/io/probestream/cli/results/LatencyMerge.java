package io.probestream.cli.results;

import io.probestream.schemas.Histograms;
import io.probestream.schemas.window.LatencyWindow;
import io.probestream.schemas.window.SlowCall;
import io.probestream.streams.window.CallCounts;
import io.probestream.streams.window.LatencyMath;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * Adds up {@link LatencyWindow}s: histograms are added, quantiles never averaged. All must have one
 * unit.
 */
public final class LatencyMerge implements WindowMerge<LatencyWindow> {
  private final String host;
  private final String function;
  private final Span span = new Span();
  private final Map<Integer, Long> errnos = new HashMap<>();
  private String unit;
  private Histogram histogram;
  private long sumNs;
  private long minNs = Long.MAX_VALUE;
  private long maxNs;
  private long errors;
  private long orphanEntry;
  private long orphanReturn;
  private long discarded;
  private long returnMissed;
  private long callsLostMax;
  private List<SlowCall> slowest = List.of();
  private boolean partial;

  /** For windows of one host, or with {@code host} null for those of many. */
  public LatencyMerge(String host, String function) {
    this.host = host;
    this.function = function;
  }

  @Override
  public void add(LatencyWindow w) {
    span.add(w.startMs(), w.endMs(), w.hosts(), w.isFinal());
    unit = w.unit();
    addDurations(w);
    errors += w.errors();
    w.errnos().forEach(e -> errnos.merge(e.errno(), e.count(), Long::sum));
    orphanEntry += w.orphanEntry();
    orphanReturn += w.orphanReturn();
    discarded += w.discarded();
    returnMissed += w.returnMissed();
    callsLostMax += w.callsLostMax();
    List<SlowCall> both = new ArrayList<>(slowest);
    both.addAll(w.slowest());
    slowest = LatencyMath.slowest(both);
    partial |= w.partial();
  }

  private void addDurations(LatencyWindow w) {
    Histogram added = Histograms.decodeBase64(w.histogram());
    if (histogram == null) {
      histogram = added;
    } else {
      histogram.add(added);
    }
    sumNs += w.sumNs();
    if (w.count() > 0) {
      minNs = Math.min(minNs, w.minNs());
      maxNs = Math.max(maxNs, w.maxNs());
    }
  }

  @Override
  public LatencyWindow result() {
    return LatencyMath.window(
        host,
        function,
        span.startMs(),
        span.endMs(),
        unit,
        histogram,
        new CallCounts(
            sumNs,
            minNs,
            maxNs,
            errors,
            orphanEntry,
            orphanReturn,
            discarded,
            returnMissed,
            callsLostMax),
        LatencyMath.errnos(errnos),
        slowest,
        partial,
        span.hosts(),
        span.isFinal());
  }
}
