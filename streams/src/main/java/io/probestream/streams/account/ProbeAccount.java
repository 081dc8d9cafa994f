package io.probestream.streams.account;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** One probe's counters since its session began. */
public final class ProbeAccount {
  /** Lines of the probe. */
  public long seen;

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

  long deficit() {
    return Math.max(0, hits - seen);
  }

  void write(DataOutput out) throws IOException {
    out.writeLong(seen);
    out.writeLong(lastHits);
    out.writeLong(lastMissed);
    out.writeLong(hits);
    out.writeLong(missed);
  }

  void read(DataInput in) throws IOException {
    seen = in.readLong();
    lastHits = in.readLong();
    lastMissed = in.readLong();
    hits = in.readLong();
    missed = in.readLong();
  }
}
