package io.probestream.streams.window;

import io.probestream.schemas.window.SessionTotals;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** One probe's numbers in one open window; the meaning is in the record types of the topics. */
public final class ProbeStats {
  public long count;

  /** -1 until a counter was booked. */
  public long hits = -1;

  public long kernelMissed;
  public long returnMissed;
  public long inferredMissed;
  public long late;
  public long orphanEntry;
  public long orphanReturn;
  public long discarded;

  /** Set in the window in which the session closed. */
  public SessionTotals totals;

  boolean isEmpty() {
    return count == 0 && hits < 0 && missing() == 0 && totals == null;
  }

  /** Whether anything is missing. */
  public long missing() {
    return kernelMissed
        + returnMissed
        + inferredMissed
        + late
        + orphanEntry
        + orphanReturn
        + discarded;
  }

  void write(DataOutput out) throws IOException {
    out.writeLong(count);
    out.writeLong(hits);
    out.writeLong(kernelMissed);
    out.writeLong(returnMissed);
    out.writeLong(inferredMissed);
    out.writeLong(late);
    out.writeLong(orphanEntry);
    out.writeLong(orphanReturn);
    out.writeLong(discarded);
    out.writeBoolean(totals != null);
    if (totals != null) {
      out.writeLong(totals.hits());
      out.writeLong(totals.missed());
      out.writeLong(totals.seen());
      out.writeLong(totals.lostMin());
      out.writeLong(totals.lostMax());
      out.writeLong(totals.unrecordedMin());
      out.writeLong(totals.unrecordedMax());
    }
  }

  static ProbeStats read(DataInput in) throws IOException {
    ProbeStats stats = new ProbeStats();
    stats.count = in.readLong();
    stats.hits = in.readLong();
    stats.kernelMissed = in.readLong();
    stats.returnMissed = in.readLong();
    stats.inferredMissed = in.readLong();
    stats.late = in.readLong();
    stats.orphanEntry = in.readLong();
    stats.orphanReturn = in.readLong();
    stats.discarded = in.readLong();
    if (in.readBoolean()) {
      stats.totals =
          new SessionTotals(
              in.readLong(),
              in.readLong(),
              in.readLong(),
              in.readLong(),
              in.readLong(),
              in.readLong(),
              in.readLong());
    }
    return stats;
  }
}
