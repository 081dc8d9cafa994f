package io.probestream.collector.fake;

import io.probestream.collector.capture.Clocks;

/** Clocks that follow the ring buffer's. */
public final class FakeClocks implements Clocks {
  public static final long OFFSET_NS = 1_700_000_000_000_000_000L;

  private final FakeRing ring;

  /** How far realtime was set since. */
  public long stepNs;

  /** How far the monotonic clock goes on by itself whenever it is read. */
  public long tickMs;

  private long tickedMs;

  public FakeClocks(FakeRing ring) {
    this.ring = ring;
  }

  @Override
  public long wallNs() {
    return ring.nowNs + OFFSET_NS + stepNs;
  }

  @Override
  public long monotonicMs() {
    tickedMs += tickMs;
    return ring.nowNs / 1_000_000 + tickedMs;
  }
}
