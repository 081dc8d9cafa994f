package io.probestream.streams.pair;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;

/**
 * Matches returns to entries, per task (for task 0, of which each CPU has its own, per CPU). The
 * rules are in the package's description. Not thread-safe.
 */
public final class CallPairer {
  /** {@code $stack} at the return minus {@code $stack} at the entry is not known yet. */
  public static final int DELTA_UNKNOWN = -1;

  private static final int MAX_FRAMES_PER_TASK = 256;
  private static final int MAX_WAITING_RETURNS = 4096;

  /** Kernel stacks are aligned to their size, at least 16 KiB on x86-64 and arm64. */
  private static final int KERNEL_STACK_SHIFT = 14;

  private static final int USER_STACK_SHIFT = 20;

  /**
   * In less time no task leaves a CPU, returns and enters again on another one, and comes back:
   * that takes two migrations, each a wakeup or a balancing tick and two context switches.
   */
  private static final long ROUND_TRIP_NS = 10_000;

  private final CallSink sink;
  private final TaskMap tasks = new TaskMap();
  private final List<Return> waiting = new ArrayList<>();
  private final HeldCalls held = new HeldCalls();
  private final long roundTrip;
  private int[] untainted = new int[16];
  private long[] ended = new long[16];
  private int stackDelta;
  private int lossEpoch;

  /**
   * Starts without frames.
   *
   * @param stackDelta 8 on x86-64, 0 on arm64, {@link #DELTA_UNKNOWN} to learn it from the first
   *     unambiguous call
   */
  public CallPairer(int stackDelta, CallSink sink) {
    this(stackDelta, false, sink);
  }

  /**
   * Starts without frames.
   *
   * @param ticks whether times count something else than ns
   */
  public CallPairer(int stackDelta, boolean ticks, CallSink sink) {
    this.stackDelta = stackDelta;
    this.roundTrip = ticks ? 0 : ROUND_TRIP_NS;
    this.sink = sink;
  }

  /** The stack delta of an architecture as {@code uname -m} names it. */
  public static int stackDelta(String arch) {
    return switch (arch) {
      case "x86_64" -> 8;
      case "aarch64" -> 0;
      default -> DELTA_UNKNOWN;
    };
  }

  /**
   * Events were lost, none of them before {@code fromTime}: no frame that is open now becomes a
   * call, nor one that returned since and may have been on the CPU that lost them.
   *
   * @param cpu whose record at {@code fromTime} was its last one before the loss; -1 for any
   */
  public void lost(int cpu, long fromTime) {
    lossEpoch++;
    Arrays.fill(untainted, 0);
    held.discard(cpu, fromTime, sink);
  }

  /**
   * An entry.
   *
   * @param value what the call is to be told apart by; null for nothing
   */
  public void entry(
      int pair,
      int pid,
      int cpu,
      long time,
      boolean hasStack,
      long stack,
      long offset,
      String value) {
    TaskFrames frames = tasks.findOrAdd(key(pid, cpu));
    if (!waiting.isEmpty()
        && matchWaiting(pair, frames.key, cpu, time, hasStack, stack, offset, value)) {
      return;
    }
    if (hasStack) {
      endStale(frames, pair, time, stack);
    }
    if (frames.size == MAX_FRAMES_PER_TASK) {
      end(frames, 0, time);
    }
    frames.push(pair, cpu, time, hasStack, stack, lossEpoch, offset, value);
    opened(pair);
  }

  /** A return; {@code task} is asked for its name only if the call must wait. */
  public void ret(Return ret, Supplier<String> task) {
    TaskFrames frames = tasks.find(key(ret.pid, ret.cpu));
    int at = frames == null ? -1 : match(frames, ret);
    if (at < 0) {
      ret.lossEpoch = lossEpoch;
      if (waiting.size() == MAX_WAITING_RETURNS) {
        Return oldest = waiting.remove(0);
        sink.orphanReturn(oldest.pair, oldest.time);
      }
      ret.value = null;
      waiting.add(ret.copy(task.get()));
      return;
    }
    boolean whole = frames.lossEpoch(at) == lossEpoch && frames.time(at) <= ret.time;
    long startTime = frames.time(at);
    boolean stayed = frames.cpu(at) == ret.cpu && ret.time - startTime < roundTrip;
    long entryOffset = frames.offset(at);
    ret.value = frames.value(at);
    remove(frames, at, ret.time);
    if (!whole) {
      sink.discarded(ret.pair, ret.time);
    } else if (stayed || ret.pid <= 0) {
      sink.call(ret, startTime, entryOffset);
    } else {
      held.add(ret, task.get(), startTime, entryOffset, sink);
    }
  }

  /** Calls that are held are final now: their windows are about to be closed. */
  public void release() {
    held.release(Long.MAX_VALUE, sink);
  }

  /**
   * Every event before {@code watermark} was read or is known to be lost: calls that returned
   * before it are final, returns that wait for an entry are orphans.
   */
  public void advance(long watermark) {
    held.release(watermark, sink);
    if (waiting.isEmpty()) {
      return;
    }
    for (Return ret : waiting) {
      if (ret.time < watermark) {
        sink.orphanReturn(ret.pair, ret.time);
      }
    }
    waiting.removeIf(ret -> ret.time < watermark);
  }

  /** Frames older than {@code before} will see no return any more: each ended as much later. */
  public void expireFrames(long before, long now) {
    tasks.forEach(
        frames -> {
          for (int i = frames.size - 1; i >= 0; i--) {
            if (frames.time(i) < before) {
              end(frames, i, frames.time(i) + (now - before));
            }
          }
        });
  }

  /**
   * Gives up the older half of the open frames if more tasks than {@code most} have some; how many
   * frames that were. Each ended as if it had expired.
   */
  public int giveUpBeyond(int most) {
    if (tasks.size() <= most) {
      return 0;
    }
    long[] tasksAndFrames = new long[2];
    tasks.forEach(
        frames -> {
          tasksAndFrames[0]++;
          tasksAndFrames[1] += frames.size;
        });
    if (tasksAndFrames[0] <= most) {
      return 0;
    }
    long[] times = new long[(int) tasksAndFrames[1]];
    tasks.forEach(
        frames -> {
          for (int i = 0; i < frames.size; i++) {
            times[(int) --tasksAndFrames[1]] = frames.time(i);
          }
        });
    Arrays.sort(times);
    long before = times[times.length / 2] + 1;
    expireFrames(before, Math.max(before, times[times.length - 1]));
    int given = 0;
    while (given < times.length && times[given] < before) {
      given++;
    }
    return given;
  }

  /** No return of a pair's open frames will be recorded, for its probes were switched off. */
  public void switchedOff(int pair, long time) {
    tasks.forEach(
        frames -> {
          for (int i = frames.size - 1; i >= 0; i--) {
            if (frames.pair(i) == pair) {
              remove(frames, i, time);
              sink.orphanEntry(pair, time);
            }
          }
        });
  }

  /** Tells the sink of each call that is in flight and began before a time. */
  public void reportInFlight(long time) {
    tasks.forEach(
        frames -> {
          for (int i = 0; i < frames.size; i++) {
            if (frames.time(i) < time) {
              sink.inFlight(frames.pair(i), frames.time(i), time, frames.lossEpoch(i) != lossEpoch);
            }
          }
        });
  }

  /** Open frames of a pair since whose entry nothing was lost. */
  public int untainted(int pair) {
    return pair < untainted.length ? untainted[pair] : 0;
  }

  /** Open frames of a pair; looks through all of them. */
  public int inFlight(int pair) {
    int[] found = {0};
    tasks.forEach(
        frames -> {
          for (int i = 0; i < frames.size; i++) {
            found[0] += frames.pair(i) == pair ? 1 : 0;
          }
        });
    return found[0];
  }

  /** Entries of a pair that turned out to have no return. */
  public long orphanEntries(int pair) {
    return pair < ended.length ? ended[pair] : 0;
  }

  private static int key(int pid, int cpu) {
    return pid > 0 ? pid : -1 - cpu;
  }

  private void endStale(TaskFrames frames, int pair, long time, long stack) {
    for (int i = frames.size - 1; i >= 0; i--) {
      if (frames.hasStack(i)
          && frames.time(i) <= time
          && sameStack(frames.stack(i), stack)
          && (frames.stack(i) < stack || (frames.stack(i) == stack && frames.pair(i) == pair))) {
        end(frames, i, time);
      }
    }
  }

  private void end(TaskFrames frames, int at, long time) {
    int pair = frames.pair(at);
    remove(frames, at, time);
    if (pair >= ended.length) {
      ended = Arrays.copyOf(ended, Math.max(pair + 1, ended.length * 2));
    }
    ended[pair]++;
    sink.orphanEntry(pair, time);
  }

  private static boolean sameStack(long a, long b) {
    int shift = a < 0 ? KERNEL_STACK_SHIFT : USER_STACK_SHIFT;
    return a >>> shift == b >>> shift;
  }

  /**
   * Newest first, so that of two live frames at one stack pointer the inner one returns first; none
   * that begins after the return, which may be read before it, unless there is no other.
   */
  private int match(TaskFrames frames, Return ret) {
    int later = -1;
    for (int i = frames.size - 1; i >= 0; i--) {
      if (frames.pair(i) == ret.pair
          && frames.hasStack(i) == ret.hasStack
          && (!ret.hasStack || stackFits(frames.stack(i), ret.stack))) {
        if (frames.time(i) <= ret.time) {
          return i;
        }
        later = i;
      }
    }
    return later;
  }

  private boolean stackFits(long entry, long ret) {
    if (stackDelta == DELTA_UNKNOWN) {
      if (ret != entry && ret != entry + 8) {
        return false;
      }
      stackDelta = (int) (ret - entry);
    }
    return ret == entry + stackDelta;
  }

  /**
   * {@code trace_pipe} is not strictly ordered: a return may stand before its entry. Each CPU's
   * records are, so that the two are of different CPUs; a return that waits in vain may have the
   * same printed time as the task's next entry.
   */
  private boolean matchWaiting(
      int pair,
      int key,
      int cpu,
      long time,
      boolean hasStack,
      long stack,
      long offset,
      String value) {
    for (int i = 0; i < waiting.size(); i++) {
      Return ret = waiting.get(i);
      if (ret.pair == pair
          && key(ret.pid, ret.cpu) == key
          && ret.cpu != cpu
          && ret.time > time
          && ret.hasStack == hasStack
          && (!hasStack || stackFits(stack, ret.stack))) {
        waiting.remove(i);
        sink.inFlight(pair, time, ret.time, ret.lossEpoch != lossEpoch);
        if (ret.lossEpoch == lossEpoch) {
          ret.value = value;
          held.add(ret, ret.task, time, offset, sink);
        } else {
          sink.discarded(pair, ret.time);
        }
        return true;
      }
    }
    return false;
  }

  private void opened(int pair) {
    if (pair >= untainted.length) {
      untainted = Arrays.copyOf(untainted, Math.max(pair + 1, untainted.length * 2));
    }
    untainted[pair]++;
  }

  private void remove(TaskFrames frames, int at, long time) {
    int pair = frames.pair(at);
    boolean tainted = frames.lossEpoch(at) != lossEpoch;
    long entryTime = frames.time(at);
    frames.remove(at);
    if (!tainted) {
      untainted[pair]--;
    }
    sink.inFlight(pair, entryTime, time, tainted);
  }

  /** Writes frames and waiting returns, tasks in the order of their keys. */
  public void write(DataOutput out) throws IOException {
    out.writeInt(stackDelta);
    out.writeInt(lossEpoch);
    List<TaskFrames> live = new ArrayList<>();
    tasks.forEach(live::add);
    live.sort(Comparator.comparingInt(frames -> frames.key));
    out.writeInt(live.size());
    for (TaskFrames frames : live) {
      frames.write(out);
    }
    out.writeInt(waiting.size());
    for (Return ret : waiting) {
      ret.write(out);
    }
    held.write(out);
    out.writeInt(ended.length);
    for (long each : ended) {
      out.writeLong(each);
    }
  }

  public void read(DataInput in) throws IOException {
    stackDelta = in.readInt();
    lossEpoch = in.readInt();
    for (int n = in.readInt(); n > 0; n--) {
      TaskFrames frames = TaskFrames.read(in);
      tasks.add(frames);
      for (int i = 0; i < frames.size; i++) {
        if (frames.lossEpoch(i) == lossEpoch) {
          opened(frames.pair(i));
        }
      }
    }
    for (int n = in.readInt(); n > 0; n--) {
      waiting.add(Return.read(in));
    }
    held.read(in, sink);
    ended = new long[in.readInt()];
    for (int i = 0; i < ended.length; i++) {
      ended[i] = in.readLong();
    }
  }
}
