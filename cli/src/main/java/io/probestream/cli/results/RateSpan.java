package io.probestream.cli.results;

import io.probestream.schemas.window.RateWindow;
import io.probestream.streams.window.LatencyMath;

/** Adds up {@link RateWindow}s. */
public final class RateSpan implements WindowSpan<RateWindow> {
  private final String host;
  private final String probe;
  private final TimeSpan span = new TimeSpan();
  private long count;
  private Long hits;
  private long lostMin;
  private long lostMax;
  private long kernelMissed;
  private boolean partial;

  /** For windows of one host, or with {@code host} null for those of many. */
  public RateSpan(String host, String probe) {
    this.host = host;
    this.probe = probe;
  }

  @Override
  public void add(RateWindow w) {
    span.add(w.startMs(), w.endMs(), w.hosts(), w.isFinal());
    count += w.count();
    if (w.hits() != null) {
      hits = (hits == null ? 0 : hits) + w.hits();
    }
    lostMin += w.lostMin();
    lostMax += w.lostMax();
    kernelMissed += w.kernelMissed();
    partial |= w.partial();
  }

  @Override
  public RateWindow result() {
    return new RateWindow(
        host,
        probe,
        span.startMs(),
        span.endMs(),
        count,
        hits,
        lostMin,
        lostMax,
        kernelMissed,
        LatencyMath.completenessPpm(count, lostMax + kernelMissed),
        partial,
        span.hosts(),
        span.isFinal());
  }
}
