package io.probestream.streams.pair;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Finished calls that a {@code LOST} line of another CPU, printed after their return, may still
 * prove to be two. They wait for the watermark, before which all such lines are printed. Up to
 * {@link #MAX}; beyond that the oldest call is discarded. Not thread-safe.
 */
final class HeldCalls {
  /** Calls of 10 µs and more within the watermark's lag (0.3 s) at 800,000 a second. */
  static final int MAX = 1 << 18;

  /** In the order of their returns, so that only its ends are looked at ... */
  private final CallRing inOrder = new CallRing();

  /** ... and the few that were printed behind a later return, in no order. */
  private final CallRing stragglers = new CallRing();

  private final Return call = new Return();

  int size() {
    return inOrder.size() + stragglers.size();
  }

  void add(Return ret, String task, long startTime, long entryOffset, CallSink sink) {
    if (size() == MAX) {
      discardOldest(sink);
    }
    int last = inOrder.size() - 1;
    CallRing ring = last >= 0 && ret.time < inOrder.time(last) ? stragglers : inOrder;
    ring.add(ret, task, startTime, entryOffset);
  }

  private void discardOldest(CallSink sink) {
    CallRing ring = inOrder.size() > 0 ? inOrder : stragglers;
    sink.discarded(ring.pair(0), ring.time(0));
    ring.dropOldest();
  }

  /** Calls that returned before {@code watermark} are calls. */
  void release(long watermark, CallSink sink) {
    while (inOrder.size() > 0 && inOrder.time(0) < watermark) {
      inOrder.get(0, call);
      long startTime = inOrder.startTime(0);
      long entryOffset = inOrder.entryOffset(0);
      inOrder.dropOldest();
      sink.call(call, startTime, entryOffset);
    }
    int kept = 0;
    for (int i = 0; i < stragglers.size(); i++) {
      if (stragglers.time(i) < watermark) {
        stragglers.get(i, call);
        sink.call(call, stragglers.startTime(i), stragglers.entryOffset(i));
      } else {
        stragglers.move(i, kept++);
      }
    }
    stragglers.truncate(kept);
  }

  /**
   * Events of {@code cpu} behind {@code fromTime} were lost: calls that returned since may be two.
   */
  void discard(int cpu, long fromTime, CallSink sink) {
    int before = inOrder.size();
    while (before > 0 && inOrder.time(before - 1) >= fromTime) {
      before--;
    }
    discard(inOrder, before, cpu, fromTime, sink);
    discard(stragglers, 0, cpu, fromTime, sink);
  }

  private static void discard(CallRing ring, int first, int cpu, long fromTime, CallSink sink) {
    int kept = first;
    for (int i = first; i < ring.size(); i++) {
      long time = ring.time(i);
      if (time > fromTime || (time == fromTime && ring.cpu(i) != cpu)) {
        sink.discarded(ring.pair(i), time);
      } else {
        ring.move(i, kept++);
      }
    }
    ring.truncate(kept);
  }

  void write(DataOutput out) throws IOException {
    out.writeInt(size());
    HeldCodec codec = new HeldCodec();
    write(inOrder, codec, out);
    write(stragglers, codec, out);
  }

  private void write(CallRing ring, HeldCodec codec, DataOutput out) throws IOException {
    for (int i = 0; i < ring.size(); i++) {
      ring.get(i, call);
      codec.write(call, ring.startTime(i), ring.entryOffset(i), out);
    }
  }

  void read(DataInput in, CallSink sink) throws IOException {
    inOrder.truncate(0);
    stragglers.truncate(0);
    HeldCodec codec = new HeldCodec();
    for (int n = in.readInt(); n > 0; n--) {
      codec.read(in, this, sink);
    }
  }
}
