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

  /** Events surely lost. */
  public long lostAtLeast;

  private long lostAtMost;
  private int readings;
  private SessionTotals running;
  private SessionTotals ended;

  /** At most so many events were lost between two further readings of the counters. */
  public void lostAtMost(long events) {
    lostAtMost += events;
    readings++;
  }

  /** Events lost at most between the readings that spoke of the probe. */
  long lostAtMost() {
    return lostAtMost;
  }

  int readings() {
    return readings;
  }

  /** The session's totals as of now, when its counters were booked here. */
  public void account(SessionTotals totals) {
    running = totals;
  }

  /** A session ended here: its last totals. Sessions that end in one window add up. */
  public void end(SessionTotals totals) {
    ended = ended == null ? totals : ended.plus(totals);
    running = null;
  }

  /** Totals of the sessions that ended here, else of the running one; null if none were booked. */
  public SessionTotals totals() {
    return ended == null ? running : ended;
  }

  /** Whether a session ended here. */
  public boolean hasEnded() {
    return ended != null;
  }

  boolean isEmpty() {
    return count == 0 && hits < 0 && missing() == 0 && totals() == null;
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
    out.writeLong(lostAtLeast);
    out.writeLong(lostAtMost);
    out.writeInt(readings);
    AccountState.write(running, out);
    AccountState.write(ended, out);
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
    stats.lostAtLeast = in.readLong();
    stats.lostAtMost = in.readLong();
    stats.readings = in.readInt();
    stats.running = AccountState.readTotals(in);
    stats.ended = AccountState.readTotals(in);
    return stats;
  }
}
