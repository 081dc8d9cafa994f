package io.probestream.streams.alert;

import io.probestream.schemas.Histograms;
import io.probestream.schemas.window.BreakdownOther;
import io.probestream.schemas.window.BreakdownValue;
import io.probestream.schemas.window.ErrnoCount;
import io.probestream.schemas.window.InFlight;
import io.probestream.schemas.window.LatencyWindow;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Calls of functions. */
final class LatencyTally implements Tally {
  static final byte KIND = 2;

  /** Of a task's errors nobody knows which they are. */
  private static final int ANY = 0;

  final Durations durations = new Durations();

  /** Calls that are missing at most. */
  long missing;

  /** Calls that returned an error, by errno. */
  final Map<Integer, Long> errnos = new TreeMap<>();

  /** Shortest and longest of one step; of a sum they are looked up in its steps. */
  long minNs = Long.MAX_VALUE;

  long maxNs;

  /** Age of the oldest call in flight at the end of the step's last window, of one step alone. */
  long oldestNs;

  /** The same with calls that may have returned unseen; -1 where nothing bounds it. */
  long oldestAtMostNs;

  /** When that last window ended, epoch. */
  long lastEndMs = Long.MIN_VALUE;

  void add(LatencyWindow w) {
    if (w.count() > 0) {
      durations.add(Durations.of(Histograms.decodeBase64(w.histogram())));
      minNs = Math.min(minNs, w.minNs());
      maxNs = Math.max(maxNs, w.maxNs());
    }
    missing += missing(w);
    for (ErrnoCount errno : w.errnos()) {
      errnos.merge(errno.errno(), errno.count(), Long::sum);
    }
    if (w.endMs() > lastEndMs) {
      lastEndMs = w.endMs();
      InFlight f = w.inFlight();
      oldestNs = f == null ? 0 : f.oldestNs();
      boolean bounded = f != null && w.warmup() == null;
      oldestAtMostNs = bounded ? Math.max(f.oldestNs(), f.oldestTaintedNs()) : -1;
    }
  }

  /**
   * Adds the calls of one task. Those that are missing may be its own, and so may those of the
   * tasks that were counted together.
   *
   * @param values of the task's name; empty if none of its own
   */
  void addTask(LatencyWindow w, List<BreakdownValue> values, BreakdownOther others) {
    for (BreakdownValue value : values) {
      durations.add(Durations.of(Histograms.decodeBase64(value.histogram())));
      minNs = Math.min(minNs, value.minNs());
      maxNs = Math.max(maxNs, value.maxNs());
      if (value.errors() > 0) {
        errnos.merge(ANY, value.errors(), Long::sum);
      }
    }
    missing += missing(w) + (others == null ? 0 : others.count());
  }

  /** A run that began in the middle of a session has not seen the entries of orphaned returns. */
  static long missing(LatencyWindow w) {
    return w.returnMissed()
        + w.discarded()
        + w.callsLostMax()
        + (w.warmup() == null ? 0 : w.orphanReturn());
  }

  @Override
  public void add(Tally other) {
    merge((LatencyTally) other, 1);
  }

  @Override
  public void subtract(Tally other) {
    merge((LatencyTally) other, -1);
  }

  private void merge(LatencyTally o, int sign) {
    if (sign > 0) {
      durations.add(o.durations);
    } else {
      durations.subtract(o.durations);
    }
    missing += sign * o.missing;
    o.errnos.forEach(
        (errno, count) ->
            errnos.merge(errno, sign * count, (a, b) -> a + b == 0 ? null : (Long) (a + b)));
  }

  @Override
  public byte kind() {
    return KIND;
  }

  @Override
  public void writeContent(DataOutput out) throws IOException {
    durations.write(out);
    Varint.write(missing, out);
    Varint.write(errnos.size(), out);
    for (Map.Entry<Integer, Long> errno : errnos.entrySet()) {
      Varint.write(errno.getKey(), out);
      Varint.write(errno.getValue(), out);
    }
    Varint.write(minNs, out);
    Varint.write(maxNs, out);
    Varint.write(oldestNs, out);
    Varint.write(oldestAtMostNs + 1, out);
    out.writeLong(lastEndMs);
  }

  static LatencyTally read(DataInput in) throws IOException {
    LatencyTally tally = new LatencyTally();
    tally.durations.add(Durations.read(in));
    tally.missing = Varint.read(in);
    for (long n = Varint.read(in); n > 0; n--) {
      tally.errnos.put((int) Varint.read(in), Varint.read(in));
    }
    tally.minNs = Varint.read(in);
    tally.maxNs = Varint.read(in);
    tally.oldestNs = Varint.read(in);
    tally.oldestAtMostNs = Varint.read(in) - 1;
    tally.lastEndMs = in.readLong();
    return tally;
  }
}
