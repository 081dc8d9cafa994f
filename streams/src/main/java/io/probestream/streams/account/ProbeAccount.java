package io.probestream.streams.account;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** One probe's counters since its session began. */
public final class ProbeAccount {
  /** Lines of the probe. */
  public long seen;

  boolean isCounted;

  long lastHits;
  long lastMissed;
  long hits;
  long missed;

  /** Growth of the kernel's hit counter. */
  public long hits() {
    return hits;
  }

  /** Growth of the kernel's missed counter. */
  public long missed() {
    return missed;
  }

  /** Whether the kernel's counters name it. */
  public boolean isCounted() {
    return isCounted;
  }

  long deficit() {
    return Math.max(0, hits - seen);
  }

  void goOn(ProbeAccount before) {
    seen = before.seen;
    isCounted = before.isCounted;
    lastHits = before.lastHits;
    lastMissed = before.lastMissed;
    hits = before.hits;
    missed = before.missed;
  }

  void write(DataOutput out) throws IOException {
    out.writeLong(seen);
    out.writeBoolean(isCounted);
    out.writeLong(lastHits);
    out.writeLong(lastMissed);
    out.writeLong(hits);
    out.writeLong(missed);
  }

  void read(DataInput in) throws IOException {
    seen = in.readLong();
    isCounted = in.readBoolean();
    lastHits = in.readLong();
    lastMissed = in.readLong();
    hits = in.readLong();
    missed = in.readLong();
  }
}
