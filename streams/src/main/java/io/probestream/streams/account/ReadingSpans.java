package io.probestream.streams.account;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * How many lines of each probe lie between two readings of the counters, and how many within the
 * time that a reading took: those may be counted in it or not. Lines that stand before a reading in
 * the log were read before it, so that it counts them whatever their printed time is.
 *
 * <p>Most lines lie behind the last booked reading and before the next one ({@link #isCore}) and
 * cost nothing; only the others are taken aside. At most {@link #MAX_WAITING} readings are told
 * apart. Times are trace-clock. Not thread-safe.
 */
public final class ReadingSpans {
  static final int MAX_WAITING = 8;

  /** The times of readings that wait: from, to, from, to ... */
  private final long[] bounds = new long[2 * MAX_WAITING];

  /** Lines by probe: within the first reading that waits, behind it, within the second ... */
  private final long[][] aside = new long[2 * MAX_WAITING][0];

  private int waiting;

  /** Lines within the last booked reading, or before it and read later. */
  private long[] within = new long[0];

  /** All lines that are not between the last booked reading and the next. */
  private long[] notCore = new long[0];

  private long coreFrom = Long.MIN_VALUE;
  private long coreTo = Long.MAX_VALUE;

  /** What was recorded before is of no interest: the first reading ended here. */
  public void begin(long toNs) {
    coreFrom = toNs;
  }

  /** Whether a line lies between the last booked reading and the next one. */
  public boolean isCore(long time) {
    return time > coreFrom && time < coreTo;
  }

  /** A line that does not. */
  public void take(int probe, long time) {
    fit(probe + 1);
    notCore[probe]++;
    if (time <= coreFrom) {
      within[probe]++;
      return;
    }
    for (int i = waiting - 1; i >= 0; i--) {
      if (time >= bounds[2 * i]) {
        aside[time > bounds[2 * i + 1] ? 2 * i + 1 : 2 * i][probe]++;
        return;
      }
    }
  }

  /** A reading waits to be booked; false if too many do, then it is none of the spans' ends. */
  public boolean await(long fromNs, long toNs) {
    if (waiting == MAX_WAITING) {
      return false;
    }
    long before = waiting == 0 ? coreFrom : bounds[2 * waiting - 1];
    long from = Math.max(fromNs, before == Long.MAX_VALUE ? before : before + 1);
    bounds[2 * waiting] = from;
    bounds[2 * waiting + 1] = Math.max(from, toNs);
    Arrays.fill(aside[2 * waiting], 0);
    Arrays.fill(aside[2 * waiting + 1], 0);
    waiting++;
    coreTo = bounds[0];
    return true;
  }

  /** Lines of a probe since the last booked reading that the first one that waits surely counts. */
  public long between(int probe, long seen) {
    return seen - (probe < notCore.length ? notCore[probe] : 0);
  }

  /** The same, and those of which it may count all or none. */
  public long closure(int probe, long seen) {
    return probe < notCore.length
        ? between(probe, seen) + within[probe] + aside[0][probe]
        : between(probe, seen);
  }

  /**
   * The first reading that waits is booked.
   *
   * @param seen all lines of each probe so far
   */
  public void book(long[] seen) {
    fit(seen.length);
    for (int probe = 0; probe < seen.length; probe++) {
      notCore[probe] = seen[probe] - aside[1][probe];
    }
    long[] old = within;
    within = aside[0];
    long[] behind = aside[1];
    System.arraycopy(aside, 2, aside, 0, 2 * (MAX_WAITING - 1));
    aside[2 * MAX_WAITING - 2] = old;
    aside[2 * MAX_WAITING - 1] = behind;
    coreFrom = bounds[1];
    System.arraycopy(bounds, 2, bounds, 0, 2 * (MAX_WAITING - 1));
    waiting--;
    coreTo = waiting == 0 ? Long.MAX_VALUE : bounds[0];
  }

  private void fit(int probes) {
    if (probes > notCore.length) {
      int size = Math.max(probes, notCore.length * 2);
      notCore = Arrays.copyOf(notCore, size);
      within = Arrays.copyOf(within, size);
      for (int i = 0; i < aside.length; i++) {
        aside[i] = Arrays.copyOf(aside[i], size);
      }
    }
  }

  public void write(DataOutput out) throws IOException {
    out.writeLong(coreFrom);
    out.writeInt(notCore.length);
    write(notCore, out);
    write(within, out);
    out.writeInt(waiting);
    for (int i = 0; i < 2 * waiting; i++) {
      out.writeLong(bounds[i]);
      write(aside[i], out);
    }
  }

  private static void write(long[] values, DataOutput out) throws IOException {
    for (long value : values) {
      out.writeLong(value);
    }
  }

  public void read(DataInput in) throws IOException {
    coreFrom = in.readLong();
    fit(in.readInt());
    read(notCore, in);
    read(within, in);
    waiting = in.readInt();
    for (int i = 0; i < 2 * waiting; i++) {
      bounds[i] = in.readLong();
      read(aside[i], in);
    }
    coreTo = waiting == 0 ? Long.MAX_VALUE : bounds[0];
  }

  private static void read(long[] values, DataInput in) throws IOException {
    for (int i = 0; i < values.length; i++) {
      values[i] = in.readLong();
    }
  }
}
