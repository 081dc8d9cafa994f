package io.probestream.streams.engine;

import io.probestream.streams.window.WindowBook;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * Where lost events may have been: between what was read of a CPU before its {@code LOST} line and
 * its next record. Marks the windows there; counting is the ledger's job. Times are epoch ns.
 */
final class LossPlaces {
  private static final int MAX_CPUS = 8192;

  private final HostBooks books;
  private long[] newestNs = new long[0];
  private boolean[] isRead = new boolean[0];
  private long[] lost = new long[0];

  /** Whether a CPU of which nothing was read yet may have been read before. */
  private boolean beforeUnknown;

  LossPlaces(HostBooks books) {
    this.books = books;
  }

  /** The session was taken up midway: CPUs were read before, nobody knows until when. */
  void midway() {
    beforeUnknown = true;
  }

  /** A record of that CPU was read; {@code sessionNewestNs} stands in for its first. */
  void onRecord(int cpuNumber, long epochNs, long sessionNewestNs) {
    int cpu = slot(cpuNumber, sessionNewestNs);
    if (lost[cpu] > 0) {
      mark(newestNs[cpu], epochNs, lost[cpu]);
      lost[cpu] = 0;
    }
    newestNs[cpu] = Math.max(newestNs[cpu], epochNs);
    isRead[cpu] = true;
  }

  /** Time of the newest record of a CPU; MIN_VALUE if there was none. */
  long newestNs(int cpuNumber) {
    int cpu = Math.min(cpuNumber, MAX_CPUS - 1);
    return cpu < newestNs.length && isRead[cpu] ? newestNs[cpu] : Long.MIN_VALUE;
  }

  /** That CPU's buffer lost events; where, its next record will say. */
  void onLost(int cpuNumber, long count, long sessionNewestNs) {
    int cpu = slot(cpuNumber, sessionNewestNs); // first: it may replace the array
    lost[cpu] += Math.max(1, count);
  }

  /** Lines were lost on the way: anywhere since the last window closed. */
  void onGap(long lines, long sessionNewestNs) {
    Arrays.fill(lost, 0);
    mark(Long.MIN_VALUE, sessionNewestNs, lines);
  }

  /** Events were lost of which only the counters tell, at some time between two readings. */
  void onCounted(long fromNs, long toNs, long count) {
    mark(fromNs, toNs, count);
  }

  /** Nothing more comes. */
  void finish(long sessionNewestNs) {
    for (int cpu = 0; cpu < lost.length; cpu++) {
      if (lost[cpu] > 0) {
        mark(newestNs[cpu], sessionNewestNs, lost[cpu]);
        lost[cpu] = 0;
      }
    }
  }

  private void mark(long fromNs, long toNs, long count) {
    WindowBook windows = books.windows;
    windows.at(toNs); // an empty window may have lost all of its events
    long openNs =
        windows.closedBeforeMs() == Long.MIN_VALUE
            ? Long.MIN_VALUE
            : windows.closedBeforeMs() * 1_000_000;
    long from = Math.max(fromNs, openNs);
    windows.forEachBetween(from, Math.max(from, toNs), window -> window.lostNearby += count);
  }

  private int slot(int cpuNumber, long sessionNewestNs) {
    int cpu = Math.min(cpuNumber, MAX_CPUS - 1);
    if (cpu >= newestNs.length) {
      int from = newestNs.length;
      newestNs = Arrays.copyOf(newestNs, cpu + 1);
      isRead = Arrays.copyOf(isRead, cpu + 1);
      lost = Arrays.copyOf(lost, cpu + 1);
      Arrays.fill(newestNs, from, cpu + 1, beforeUnknown ? Long.MIN_VALUE : sessionNewestNs);
    }
    return cpu;
  }

  void write(DataOutput out) throws IOException {
    out.writeBoolean(beforeUnknown);
    out.writeInt(newestNs.length);
    for (int i = 0; i < newestNs.length; i++) {
      out.writeLong(newestNs[i]);
      out.writeBoolean(isRead[i]);
      out.writeLong(lost[i]);
    }
  }

  void read(DataInput in) throws IOException {
    beforeUnknown = in.readBoolean();
    int n = in.readInt();
    newestNs = new long[n];
    isRead = new boolean[n];
    lost = new long[n];
    for (int i = 0; i < n; i++) {
      newestNs[i] = in.readLong();
      isRead[i] = in.readBoolean();
      lost[i] = in.readLong();
    }
  }
}
