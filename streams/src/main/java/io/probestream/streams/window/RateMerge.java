package io.probestream.streams.window;

import io.probestream.schemas.window.RateWindow;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Rates of one probe, merged. Hits are the sum of those hosts whose counter was read. */
public final class RateMerge implements WindowMerge {
  private final String probe;
  private final long startMs;
  private final long endMs;
  private HostSet hosts = new HostSet();
  private long count;
  private Long hits;
  private long lostMin;
  private long lostMax;
  private long kernelMissed;
  private boolean partial;
  private boolean warmup;

  public RateMerge(String probe, long startMs, long endMs) {
    this.probe = probe;
    this.startMs = startMs;
    this.endMs = endMs;
  }

  /** Adds the window of one host. */
  public void add(RateWindow w) {
    hosts.add(w.host());
    warmup |= w.warmup() != null;
    add(w.count(), w.hits(), w.lostMin(), w.lostMax(), w.kernelMissed(), w.partial());
  }

  /** Adds what another merge of the same probe and time holds. */
  public void add(RateMerge o) {
    hosts.addAll(o.hosts);
    warmup |= o.warmup;
    add(o.count, o.hits, o.lostMin, o.lostMax, o.kernelMissed, o.partial);
  }

  private void add(
      long count, Long hits, long lostMin, long lostMax, long kernelMissed, boolean partial) {
    this.count += count;
    if (hits != null) {
      this.hits = this.hits == null ? hits : Long.valueOf(this.hits + hits);
    }
    this.lostMin += lostMin;
    this.lostMax += lostMax;
    this.kernelMissed += kernelMissed;
    this.partial |= partial;
  }

  public RateWindow window(boolean isFinal) {
    return new RateWindow(
        null,
        probe,
        startMs,
        endMs,
        count,
        hits,
        lostMin,
        lostMax,
        kernelMissed,
        LatencyMath.completenessPpm(count, lostMax + kernelMissed),
        partial,
        warmup ? true : null,
        hosts.size(),
        isFinal);
  }

  @Override
  public long startMs() {
    return startMs;
  }

  @Override
  public long endMs() {
    return endMs;
  }

  @Override
  public void write(DataOutput out) throws IOException {
    StateText.write(probe, out);
    out.writeLong(startMs);
    out.writeLong(endMs);
    hosts.write(out);
    out.writeLong(count);
    out.writeBoolean(hits != null);
    out.writeLong(hits == null ? 0 : hits);
    out.writeLong(lostMin);
    out.writeLong(lostMax);
    out.writeLong(kernelMissed);
    out.writeBoolean(partial);
    out.writeBoolean(warmup);
  }

  public static RateMerge read(DataInput in) throws IOException {
    RateMerge merge = new RateMerge(StateText.read(in), in.readLong(), in.readLong());
    merge.hosts = HostSet.read(in);
    merge.count = in.readLong();
    boolean counted = in.readBoolean();
    long hits = in.readLong();
    merge.hits = counted ? hits : null;
    merge.lostMin = in.readLong();
    merge.lostMax = in.readLong();
    merge.kernelMissed = in.readLong();
    merge.partial = in.readBoolean();
    merge.warmup = in.readBoolean();
    return merge;
  }
}
