package io.probestream.streams.engine;

import io.probestream.streams.pair.CallSink;
import io.probestream.streams.pair.Return;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.function.Supplier;

/**
 * Calls of a buffer that drops the newest events when it is full (overwrite=0), which no {@code
 * LOST} line says: only the growth of {@code dropped events} between two readings. Each call is
 * kept until counters that were read after its return are booked, and discarded if events were
 * dropped within it. What no counters cover in the end is discarded, too.
 *
 * <p>Of other buffers calls pass through. At most {@link #MAX} are kept: beyond it the oldest is
 * discarded. Not thread-safe.
 */
final class UncountedCalls implements CallSink {
  static final int MAX = 1 << 18;

  private final CallSink sink;
  private final Supplier<String> task;
  private final ArrayDeque<Call> calls = new ArrayDeque<>();
  private boolean drops;

  /** Every event before it is counted. */
  private long countedNs = Long.MIN_VALUE;

  /** No event was dropped since. */
  private long droppedToNs = Long.MIN_VALUE;

  private record Call(Return ret, long startTime, long entryOffset) {}

  /**
   * @param sink takes what is decided
   * @param task the name of the task of the line at hand
   */
  UncountedCalls(CallSink sink, Supplier<String> task) {
    this.sink = sink;
    this.task = task;
  }

  /** Counting begins: what was dropped before is not known. */
  void begin(long fromNs, long toNs) {
    countedNs = fromNs;
    droppedToNs = toNs;
  }

  /** The buffer is one that drops, from now on. */
  void drops() {
    drops = true;
  }

  /** The same buffer; its open calls are over. */
  void goOn(UncountedCalls before) {
    drops |= before.drops;
  }

  /** Until when all calls are decided: what is later may still come back from here. */
  long decidedNs() {
    return drops ? countedNs : Long.MAX_VALUE;
  }

  @Override
  public void call(Return ret, long startTime, long entryOffset) {
    if (!drops) {
      sink.call(ret, startTime, entryOffset);
    } else if (ret.time < countedNs) {
      decide(new Call(ret, startTime, entryOffset));
    } else {
      if (calls.size() == MAX) {
        discard(calls.poll());
      }
      calls.add(
          new Call(ret.copy(ret.task == null ? task.get() : ret.task), startTime, entryOffset));
    }
  }

  /**
   * Counters were booked; lines before {@code toNs} were read.
   *
   * @param fromNs before the first counter was read
   * @param toNs after the last one was read
   * @param dropped whether events were dropped since the reading before
   */
  void counted(long fromNs, long toNs, boolean dropped) {
    if (dropped) {
      drops = true;
      droppedToNs = Math.max(droppedToNs, toNs);
    }
    countedNs = Math.max(countedNs, fromNs);
    for (Iterator<Call> all = calls.iterator(); all.hasNext(); ) {
      Call call = all.next();
      if (call.ret.time < countedNs) {
        all.remove();
        decide(call);
      }
    }
  }

  private void decide(Call call) {
    if (call.startTime <= droppedToNs) {
      discard(call);
    } else {
      sink.call(call.ret, call.startTime, call.entryOffset);
    }
  }

  /** No counters will come for what is left. */
  void giveUp() {
    calls.forEach(this::discard);
    calls.clear();
  }

  private void discard(Call call) {
    sink.discarded(call.ret.pair, call.ret.time);
  }

  @Override
  public void orphanEntry(int pair, long time) {
    sink.orphanEntry(pair, time);
  }

  @Override
  public void orphanReturn(int pair, long time) {
    sink.orphanReturn(pair, time);
  }

  @Override
  public void inFlight(int pair, long fromTime, long toTime, boolean tainted) {
    sink.inFlight(pair, fromTime, toTime, tainted);
  }

  @Override
  public void discarded(int pair, long time) {
    sink.discarded(pair, time);
  }

  int size() {
    return calls.size();
  }

  void write(DataOutput out) throws IOException {
    out.writeBoolean(drops);
    out.writeLong(countedNs);
    out.writeLong(droppedToNs);
    out.writeInt(calls.size());
    for (Call call : calls) {
      call.ret.write(out);
      out.writeLong(call.startTime);
      out.writeLong(call.entryOffset);
    }
  }

  void read(DataInput in) throws IOException {
    drops = in.readBoolean();
    countedNs = in.readLong();
    droppedToNs = in.readLong();
    for (int n = in.readInt(); n > 0; n--) {
      calls.add(new Call(Return.read(in), in.readLong(), in.readLong()));
    }
  }
}
