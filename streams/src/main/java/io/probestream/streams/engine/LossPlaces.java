package io.probestream.streams.engine;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * Where lost events may have been: between what was read of a CPU before its {@code LOST} line and
 * its next record. Marks the windows there; counting is the ledger's job. Times are epoch ns.
 */
final class LossPlaces {
  /** Text steps back by some µs. */
  static final long STEP_BACK_NS = 1_000_000;

  private static final int MAX_CPUS = 8192;

  private final HostBooks books;
  private final LossBounds bounds;
  private long[] newestNs = new long[0];
  private boolean[] isRead = new boolean[0];
  private long[] lost = new long[0];

  /** Lines were lost on the way; the next line says up to where. */
  private boolean inGap;

  LossPlaces(HostBooks books, LossBounds bounds) {
    this.books = books;
    this.bounds = bounds;
  }

  /** A record of that CPU was read. */
  void onRecord(int cpuNumber, long epochNs) {
    int cpu = slot(cpuNumber);
    if (lost[cpu] > 0) {
      mark(newestNs[cpu], epochNs, lost[cpu]);
      lost[cpu] = 0;
    }
    if (inGap) {
      bounds.gapEnds(epochNs + STEP_BACK_NS);
      inGap = false;
    }
    newestNs[cpu] = Math.max(newestNs[cpu], epochNs);
    isRead[cpu] = true;
  }

  /** Time of the newest record of a CPU; MIN_VALUE if there was none. */
  long newestNs(int cpuNumber) {
    int cpu = Math.min(cpuNumber, MAX_CPUS - 1);
    return cpu < newestNs.length && isRead[cpu] ? newestNs[cpu] : Long.MIN_VALUE;
  }

  /** That CPU's buffer lost events, or an unknown number if 0; where, its next record will say. */
  void onLost(int cpuNumber, long count) {
    bounds.hasLostSomewhere();
    int cpu = slot(cpuNumber); // first: it may replace the array
    lost[cpu] = LossMarks.sum(lost[cpu], count == 0 ? LossMarks.UNKNOWN : count);
  }

  /** Lines were lost on the way: since the last window closed, and before the next line. */
  void onGap(long lines, long sessionNewestNs) {
    books.windows.at(sessionNewestNs);
    bounds.lost(openNs(), Long.MAX_VALUE, lines);
    inGap = true;
  }

  /** Events were lost of which only the counters tell, at some time between two readings. */
  void onCounted(long fromNs, long toNs, long count) {
    mark(fromNs, toNs, count);
  }

  /** Nothing more comes. */
  void finish(long sessionNewestNs) {
    for (int cpu = 0; cpu < lost.length; cpu++) {
      if (lost[cpu] > 0) {
        mark(newestNs[cpu], Math.max(newestNs[cpu], sessionNewestNs), lost[cpu]);
        lost[cpu] = 0;
      }
    }
  }

  private void mark(long fromNs, long toNs, long count) {
    books.windows.at(toNs); // an empty window may have lost all of its events
    long from = Math.max(fromNs, openNs());
    bounds.lost(from, Math.max(from, toNs), count);
  }

  /** Nothing that is lost can lie before: lines of closed windows were read or lost before. */
  private long openNs() {
    long closedMs = books.windows.closedBeforeMs();
    return closedMs == Long.MIN_VALUE ? Long.MIN_VALUE : closedMs * 1_000_000;
  }

  private int slot(int cpuNumber) {
    int cpu = Math.min(cpuNumber, MAX_CPUS - 1);
    if (cpu >= newestNs.length) {
      int from = newestNs.length;
      newestNs = Arrays.copyOf(newestNs, cpu + 1);
      isRead = Arrays.copyOf(isRead, cpu + 1);
      lost = Arrays.copyOf(lost, cpu + 1);
      // Of a CPU that was not read yet, anything since the session's start may be lost.
      Arrays.fill(newestNs, from, cpu + 1, Long.MIN_VALUE);
    }
    return cpu;
  }

  void write(DataOutput out) throws IOException {
    out.writeBoolean(inGap);
    out.writeInt(newestNs.length);
    for (int i = 0; i < newestNs.length; i++) {
      out.writeLong(newestNs[i]);
      out.writeBoolean(isRead[i]);
      out.writeLong(lost[i]);
    }
  }

  void read(DataInput in) throws IOException {
    inGap = in.readBoolean();
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
