package io.probestream.cli.results;

import io.probestream.schemas.Histograms;
import io.probestream.schemas.window.InFlight;
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
public final class LatencySpan implements WindowSpan<LatencyWindow> {
  private final String host;
  private final String function;
  private final TimeSpan span = new TimeSpan();
  private final Map<Integer, Long> errnos = new HashMap<>();
  private String unit;
  private Histogram histogram;
  private CallCounts counts = new CallCounts(0, Long.MAX_VALUE, Long.MIN_VALUE, 0, 0, 0, 0, 0, 0);
  private List<SlowCall> slowest = List.of();
  private InFlight inFlight;
  private long newestMs = Long.MIN_VALUE;
  private boolean partial;

  /** For windows of one host, or with {@code host} null for those of many. */
  public LatencySpan(String host, String function) {
    this.host = host;
    this.function = function;
  }

  @Override
  public void add(LatencyWindow w) {
    span.add(w.startMs(), w.endMs(), w.hosts(), w.isFinal());
    unit = w.unit();
    Histogram added = Histograms.decodeBase64(w.histogram());
    if (histogram == null) {
      histogram = added;
    } else {
      histogram.add(added);
    }
    counts = counts.plus(counts(w));
    w.errnos().forEach(e -> errnos.merge(e.errno(), e.count(), Long::sum));
    List<SlowCall> both = new ArrayList<>(slowest);
    both.addAll(w.slowest());
    slowest = LatencyMath.slowest(both);
    partial |= w.partial();
    if (w.inFlight() != null) {
      inFlight = w.startMs() < newestMs ? w.inFlight().then(inFlight) : then(w.inFlight());
      newestMs = Math.max(newestMs, w.startMs());
    }
  }

  private InFlight then(InFlight later) {
    return inFlight == null ? later : inFlight.then(later);
  }

  private static CallCounts counts(LatencyWindow w) {
    return new CallCounts(
        w.sumNs(),
        w.count() == 0 ? Long.MAX_VALUE : w.minNs(),
        w.count() == 0 ? Long.MIN_VALUE : w.maxNs(),
        w.errors(),
        w.orphanEntry(),
        w.orphanReturn(),
        w.discarded(),
        w.returnMissed(),
        w.callsLostMax());
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
        counts,
        LatencyMath.errnos(errnos),
        slowest,
        inFlight,
        partial,
        span.hosts(),
        span.isFinal());
  }
}
