package io.probestream.streams.rollup;

import io.probestream.schemas.window.RateWindow;
import io.probestream.streams.window.LatencyMath;

/** Adds up {@link RateWindow}s. */
public final class RateSpan implements WindowSpan<RateWindow> {
  private static final int VERSION = 1;

  private final String host;
  private final String probe;
  private final TimeSpan span = new TimeSpan();
  private long count;
  private Long hits;
  private long lostMin;
  private long lostMax;
  private long kernelMissed;
  private boolean partial;
  private boolean warmup;

  /** For windows of one host, or with {@code host} null for those of many. */
  public RateSpan(String host, String probe) {
    this.host = host;
    this.probe = probe;
  }

  @Override
  public void add(RateWindow w) {
    span.add(w.startMs(), w.endMs(), w.hosts(), w.isFinal());
    count += w.count();
    addHits(w.hits());
    lostMin += w.lostMin();
    lostMax += w.lostMax();
    kernelMissed += w.kernelMissed();
    partial |= w.partial();
    warmup |= w.warmup() != null;
  }

  @Override
  public void addPacked(long startMs, long endMs, byte[] packed) {
    PackReader in = new PackReader(packed).version(VERSION);
    int flags = in.get();
    partial |= PackReader.flag(flags, 0);
    warmup |= PackReader.flag(flags, 1);
    span.addPacked(startMs, endMs, in);
    count += in.number();
    long counted = in.orMinusOne();
    addHits(counted < 0 ? null : (Long) counted);
    lostMin += in.number();
    lostMax += in.number();
    kernelMissed += in.number();
  }

  private void addHits(Long more) {
    if (more != null) {
      hits = (hits == null ? 0 : hits) + more;
    }
  }

  @Override
  public byte[] pack() {
    PackWriter out = new PackWriter().put(VERSION).flags(partial, warmup);
    span.pack(out);
    return out.number(count)
        .orMinusOne(hits == null ? -1 : hits)
        .number(lostMin)
        .number(lostMax)
        .number(kernelMissed)
        .bytes();
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
        warmup ? true : null,
        span.hosts(),
        span.isFinal());
  }
}
