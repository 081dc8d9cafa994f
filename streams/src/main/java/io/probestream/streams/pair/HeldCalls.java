package io.probestream.streams.pair;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * Finished calls that a {@code LOST} line of another CPU, printed after their return, may still
 * prove to be two. They wait for the watermark, before which all such lines are printed. A ring
 * that grows up to {@link #MAX}; beyond it the oldest call is discarded. Not thread-safe.
 */
final class HeldCalls {
  /** Calls of 10 µs and more within the watermark's lag (0.3 s) at 800,000 a second. */
  static final int MAX = 1 << 18;

  private Held[] ring = new Held[0];
  private int head;
  private int size;
  private long newest = Long.MIN_VALUE;

  /** Whether the return times in the ring may go backwards. */
  private boolean disordered;

  private static final class Held {
    final Return ret = new Return();
    long startTime;
    long entryOffset;
  }

  int size() {
    return size;
  }

  void add(Return ret, String task, long startTime, long entryOffset, CallSink sink) {
    if (size == MAX) {
      Held oldest = at(0);
      head = (head + 1) & (ring.length - 1);
      size--;
      sink.discarded(oldest.ret.pair, oldest.ret.time);
    }
    if (size == ring.length) {
      grow();
    }
    int slot = (head + size++) & (ring.length - 1);
    if (ring[slot] == null) {
      ring[slot] = new Held();
    }
    ring[slot].ret.set(ret, task);
    ring[slot].startTime = startTime;
    ring[slot].entryOffset = entryOffset;
    disordered |= ret.time < newest;
    newest = Math.max(newest, ret.time);
  }

  /** Calls that returned before {@code watermark} are calls. */
  void release(long watermark, CallSink sink) {
    while (size > 0 && at(0).ret.time < watermark) {
      Held held = at(0);
      head = (head + 1) & (ring.length - 1);
      size--;
      sink.call(held.ret, held.startTime, held.entryOffset);
    }
    if (disordered && size > 0) {
      int kept = 0;
      for (int i = 0; i < size; i++) {
        Held held = at(i);
        if (held.ret.time < watermark) {
          sink.call(held.ret, held.startTime, held.entryOffset);
        } else {
          swap(kept++, i);
        }
      }
      size = kept;
    }
    if (size == 0) {
      disordered = false;
      newest = Long.MIN_VALUE;
    }
  }

  /**
   * Events of {@code cpu} behind {@code fromTime} were lost: calls that returned since may be two.
   */
  void discard(int cpu, long fromTime, CallSink sink) {
    int kept = 0;
    for (int i = 0; i < size; i++) {
      Held held = at(i);
      if (held.ret.time > fromTime || (held.ret.time == fromTime && held.ret.cpu != cpu)) {
        sink.discarded(held.ret.pair, held.ret.time);
      } else {
        swap(kept++, i);
      }
    }
    size = kept;
  }

  private Held at(int i) {
    return ring[(head + i) & (ring.length - 1)];
  }

  private void swap(int i, int j) {
    int a = (head + i) & (ring.length - 1);
    int b = (head + j) & (ring.length - 1);
    Held held = ring[a];
    ring[a] = ring[b];
    ring[b] = held;
  }

  private void grow() {
    Held[] larger = new Held[Math.max(64, ring.length * 2)];
    for (int i = 0; i < size; i++) {
      larger[i] = at(i);
    }
    ring = larger;
    head = 0;
  }

  void write(DataOutput out) throws IOException {
    out.writeInt(size);
    for (int i = 0; i < size; i++) {
      Held held = at(i);
      held.ret.write(out);
      out.writeLong(held.startTime);
      out.writeLong(held.entryOffset);
    }
  }

  void read(DataInput in, CallSink sink) throws IOException {
    Arrays.fill(ring, null);
    head = 0;
    size = 0;
    for (int n = in.readInt(); n > 0; n--) {
      Return ret = Return.read(in);
      add(ret, ret.task, in.readLong(), in.readLong(), sink);
    }
  }
}
