package io.probestream.streams.window;

import io.probestream.schemas.Histograms;
import io.probestream.schemas.raw.Status;
import io.probestream.schemas.window.Breakdown;
import io.probestream.schemas.window.LatencyWindow;
import io.probestream.schemas.window.SlowCall;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/** One function's calls in one open window. Durations in ns, or ticks. Not thread-safe. */
public final class CallStats {
  private final DurationCounts durations;
  public final InFlightStats inFlight = new InFlightStats();
  public String unit = Status.NS;
  public long sum;
  public long min = Long.MAX_VALUE;
  public long max;
  public long errors;
  public long orphanEntry;
  public long orphanReturn;
  public long discarded;
  public long returnMissed;

  /** Hits of the entry probe that the kernel could not handle. */
  public long entryMissed;

  /** Returns without an entry that may be one of lost events. */
  public long entryLost;

  private final Map<Integer, Long> errnos = new TreeMap<>();
  private final List<SlowCall> slowest = new ArrayList<>();

  /** Null unless calls are told apart. */
  private Breakdowns breakdowns;

  /** Shorter calls are none of the slowest, nor are equal ones that ended later. */
  private long slowFrom;

  private long slowUntilNs = Long.MAX_VALUE;

  public CallStats(int significantDigits) {
    this(new DurationCounts(significantDigits));
  }

  private CallStats(DurationCounts durations) {
    this.durations = durations;
  }

  public void call(long duration, int errno) {
    durations.record(duration);
    sum += duration;
    min = Math.min(min, duration);
    max = Math.max(max, duration);
    if (errno != 0) {
      errors++;
      errnos.merge(errno, 1L, Long::sum);
    }
  }

  /**
   * A call that was counted is told apart.
   *
   * @param by what by
   * @param task the task's name; null unless it is by task
   */
  public void toldApart(String by, String value, String task, long duration, int errno) {
    if (breakdowns == null) {
      breakdowns = new Breakdowns();
    }
    breakdowns.call(by, value, task, duration, durations.bucket(duration), errno);
  }

  /** How many calls were measured. */
  public long count() {
    return durations.total();
  }

  /** Durations of the measured calls; a copy. */
  public Histogram histogram() {
    return durations.histogram();
  }

  /** Whether a call could be one of the slowest; of equal ones the first count. */
  public boolean isSlow(long duration, long endNs) {
    return duration > slowFrom || (duration == slowFrom && endNs <= slowUntilNs);
  }

  public void slow(SlowCall call) {
    slowest.add(call);
    slowest.sort(LatencyMath.SLOWEST_FIRST);
    if (slowest.size() > LatencyWindow.SLOWEST) {
      slowest.remove(LatencyWindow.SLOWEST);
    }
    if (slowest.size() == LatencyWindow.SLOWEST) {
      SlowCall last = slowest.get(LatencyWindow.SLOWEST - 1);
      slowFrom = last.durationNs();
      slowUntilNs = last.endNs();
    }
  }

  /** Adds the measured calls of another window of the same function, but not its slowest. */
  public void add(CallStats other) {
    durations.add(other.durations);
    sum += other.sum;
    min = Math.min(min, other.min);
    max = Math.max(max, other.max);
    errors += other.errors;
    other.errnos.forEach((errno, count) -> errnos.merge(errno, count, Long::sum));
  }

  boolean isEmpty() {
    return durations.total() == 0
        && orphanEntry + orphanReturn + discarded + returnMissed + entryMissed == 0
        && inFlight.isEmpty();
  }

  /**
   * The closed window.
   *
   * @param returnsLost returns lost at most: each may be one of a call
   */
  public LatencyWindow toWindow(
      String host, String function, long startMs, long endMs, long returnsLost, boolean partial) {
    // A call whose entry was missed often has its return missed too: do not count it twice.
    long lostCalls = returnsLost + entryLost + Math.max(0, entryMissed - returnMissed);
    CallCounts counts =
        new CallCounts(
            sum, min, max, errors, orphanEntry, orphanReturn, discarded, returnMissed, lostCalls);
    Histogram histogram = durations.histogram();
    LatencyWindow window =
        LatencyMath.window(
            host,
            function,
            startMs,
            endMs,
            unit,
            histogram,
            counts,
            LatencyMath.errnos(errnos),
            List.copyOf(slowest),
            unit.equals(Status.TICKS) ? null : inFlight.result(endMs * 1_000_000),
            partial,
            null,
            null);
    return breakdowns == null
        ? window
        : window.with(breakdowns.result(Breakdown.VALUES, histogram, counts));
  }

  void write(DataOutput out) throws IOException {
    byte[] encoded = Histograms.encode(durations.histogram());
    out.writeInt(encoded.length);
    out.write(encoded);
    out.writeUTF(unit);
    out.writeLong(sum);
    out.writeLong(min);
    out.writeLong(max);
    out.writeLong(errors);
    out.writeLong(orphanEntry);
    out.writeLong(orphanReturn);
    out.writeLong(discarded);
    out.writeLong(returnMissed);
    out.writeLong(entryMissed);
    out.writeLong(entryLost);
    inFlight.write(out);
    out.writeInt(errnos.size());
    for (Map.Entry<Integer, Long> errno : errnos.entrySet()) {
      out.writeInt(errno.getKey());
      out.writeLong(errno.getValue());
    }
    out.writeInt(slowest.size());
    for (SlowCall call : slowest) {
      writeSlow(call, out);
    }
    Breakdowns.write(breakdowns, out);
  }

  static CallStats read(DataInput in) throws IOException {
    byte[] encoded = new byte[in.readInt()];
    in.readFully(encoded);
    CallStats stats = new CallStats(DurationCounts.of(Histograms.decode(encoded)));
    stats.unit = in.readUTF();
    stats.sum = in.readLong();
    stats.min = in.readLong();
    stats.max = in.readLong();
    stats.errors = in.readLong();
    stats.orphanEntry = in.readLong();
    stats.orphanReturn = in.readLong();
    stats.discarded = in.readLong();
    stats.returnMissed = in.readLong();
    stats.entryMissed = in.readLong();
    stats.entryLost = in.readLong();
    stats.inFlight.read(in);
    for (int n = in.readInt(); n > 0; n--) {
      stats.errnos.put(in.readInt(), in.readLong());
    }
    for (int n = in.readInt(); n > 0; n--) {
      stats.slow(readSlow(in));
    }
    stats.breakdowns = Breakdowns.read(in);
    return stats;
  }

  private static void writeSlow(SlowCall call, DataOutput out) throws IOException {
    out.writeUTF(call.host());
    out.writeLong(call.durationNs());
    out.writeLong(call.endNs());
    out.writeInt(call.pid());
    out.writeUTF(call.task());
    out.writeInt(call.cpu());
    out.writeInt(call.partition());
    out.writeLong(call.entryOffset());
    out.writeLong(call.returnOffset());
  }

  private static SlowCall readSlow(DataInput in) throws IOException {
    return new SlowCall(
        in.readUTF(),
        in.readLong(),
        in.readLong(),
        in.readInt(),
        in.readUTF(),
        in.readInt(),
        in.readInt(),
        in.readLong(),
        in.readLong());
  }
}
