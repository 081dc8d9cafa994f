package io.probestream.streams.window;

import io.probestream.schemas.window.InFlight;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** One function's calls in flight in one open window. Times are epoch ns. Not thread-safe. */
public final class InFlightStats {
  private static final long NONE = Long.MAX_VALUE;

  private int max;
  private int atStart;
  private int atEnd;
  private int tainted;
  private long oldestNs = NONE;
  private long oldestTaintedNs = NONE;

  /** So many are in flight now, within this window. */
  public void at(int calls) {
    if (calls > max) {
      max = calls;
    }
  }

  /** A call was in flight from one time to another that reach beyond this window, or to its end. */
  void reach(long fromNs, long toNs, long startNs, long endNs, boolean isTainted) {
    boolean beyond = fromNs < endNs && endNs <= toNs;
    if (isTainted) {
      if (beyond) {
        tainted++;
        oldestTaintedNs = Math.min(oldestTaintedNs, fromNs);
      }
      return;
    }
    if (fromNs < startNs) {
      atStart++;
    }
    if (beyond) {
      atEnd++;
      oldestNs = Math.min(oldestNs, fromNs);
    }
  }

  boolean isEmpty() {
    return max + atStart + atEnd + tainted == 0;
  }

  InFlight result(long endNs) {
    return new InFlight(
        atEnd,
        tainted,
        Math.max(max, Math.max(atStart, atEnd)),
        null,
        age(oldestNs, endNs),
        age(oldestTaintedNs, endNs));
  }

  private static long age(long sinceNs, long endNs) {
    return sinceNs == NONE ? 0 : endNs - sinceNs;
  }

  void write(DataOutput out) throws IOException {
    out.writeInt(max);
    out.writeInt(atStart);
    out.writeInt(atEnd);
    out.writeInt(tainted);
    out.writeLong(oldestNs);
    out.writeLong(oldestTaintedNs);
  }

  void read(DataInput in) throws IOException {
    max = in.readInt();
    atStart = in.readInt();
    atEnd = in.readInt();
    tainted = in.readInt();
    oldestNs = in.readLong();
    oldestTaintedNs = in.readLong();
  }
}
