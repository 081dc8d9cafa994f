package io.probestream.streams.engine;

import io.probestream.streams.window.HostWindow;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Losses of a host with the times between which they lie. At most {@link #MAX}: beyond it
 * neighbours become one, which lies in more places and is never smaller. Times are epoch ns.
 */
final class LossMarks {
  static final int MAX = 512;

  static final long UNKNOWN = HostWindow.UNKNOWN;

  private final long[] from = new long[MAX];
  private final long[] to = new long[MAX];
  private final long[] count = new long[MAX];
  private int size;

  void add(long fromNs, long toNs, long events) {
    if (size == MAX) {
      for (int i = 0; i < MAX / 2; i++) {
        from[i] = Math.min(from[2 * i], from[2 * i + 1]);
        to[i] = Math.max(to[2 * i], to[2 * i + 1]);
        count[i] = sum(count[2 * i], count[2 * i + 1]);
      }
      size = MAX / 2;
    }
    from[size] = fromNs;
    to[size] = toNs;
    count[size++] = events;
  }

  static long sum(long a, long b) {
    return Math.min(UNKNOWN, a + b);
  }

  /** Gives those without an end one. */
  void end(long epochNs) {
    for (int i = 0; i < size; i++) {
      to[i] = to[i] == Long.MAX_VALUE ? Math.max(from[i], epochNs) : to[i];
    }
  }

  /** Forgets what lies before a time. */
  void forgetBefore(long epochNs) {
    int kept = 0;
    for (int i = 0; i < size; i++) {
      if (to[i] >= epochNs) {
        from[kept] = from[i];
        to[kept] = to[i];
        count[kept++] = count[i];
      }
    }
    size = kept;
  }

  /** Events lost at most within [fromNs, toNs) at or behind {@code afterNs}. */
  long within(long fromNs, long toNs, long afterNs) {
    long sum = 0;
    for (int i = 0; i < size; i++) {
      if (to[i] >= fromNs && from[i] < toNs && Math.min(to[i], toNs) >= afterNs) {
        sum = sum(sum, count[i]);
      }
    }
    return sum;
  }

  /** Events lost at most within [fromNs, toNs], but perhaps outside of a window in it. */
  long outside(long fromNs, long toNs, long windowFromNs, long windowToNs) {
    long sum = 0;
    for (int i = 0; i < size; i++) {
      boolean inside = from[i] >= windowFromNs && to[i] < windowToNs;
      if (!inside && to[i] >= fromNs && from[i] <= toNs) {
        sum = sum(sum, count[i]);
      }
    }
    return sum;
  }

  int size() {
    return size;
  }

  void write(DataOutput out) throws IOException {
    out.writeInt(size);
    for (int i = 0; i < size; i++) {
      out.writeLong(from[i]);
      out.writeLong(to[i]);
      out.writeLong(count[i]);
    }
  }

  void read(DataInput in) throws IOException {
    size = in.readInt();
    for (int i = 0; i < size; i++) {
      from[i] = in.readLong();
      to[i] = in.readLong();
      count[i] = in.readLong();
    }
  }
}
