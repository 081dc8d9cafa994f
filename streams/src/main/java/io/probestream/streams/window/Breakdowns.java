package io.probestream.streams.window;

import io.probestream.schemas.Histograms;
import io.probestream.schemas.window.Breakdown;
import io.probestream.schemas.window.BreakdownValue;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/**
 * The calls of a window told apart, by each thing that is asked for. What is not told apart is not
 * kept here: it is what is left of the window, so that the parts always add up to it, also where
 * only some of the windows that are merged are told apart. Not thread-safe.
 */
public final class Breakdowns {
  /** The kernel did not know the task's name. */
  static final String UNKNOWN_TASK = "<...>";

  private final TreeMap<String, BoundedValues> all = new TreeMap<>();

  /** Takes values. */
  public interface Visitor {
    void value(String by, String value, ValueCalls calls);
  }

  /** A call of a value, of whatever kind. */
  void call(String by, String value, String task, long duration, long bucket, int errno) {
    ValueCalls calls = of(by, value);
    if (calls != null) {
      calls.call(duration, bucket, errno);
      if (task != null) {
        calls.renamed(task);
      }
    }
  }

  /** The calls with a value; null if it is not told apart. */
  public ValueCalls of(String by, String value) {
    return all.computeIfAbsent(by, b -> new BoundedValues()).of(value);
  }

  /**
   * Adds those of a window.
   *
   * @param ofHosts whether windows of several hosts are merged: an id then names no task
   */
  public void add(List<Breakdown> window, long startMs, boolean ofHosts) {
    for (Breakdown breakdown : window) {
      for (BreakdownValue value : breakdown.values()) {
        boolean byName = ofHosts && value.task() != null;
        ValueCalls calls = of(breakdown.by(), byName ? value.task() : value.value());
        if (calls != null) {
          calls.add(value.count(), value.sumNs(), value.minNs(), value.maxNs(), value.errors());
          calls.durations.add(Histograms.decodeBase64(value.histogram()));
          calls.named(byName ? null : value.task(), startMs);
        }
      }
    }
  }

  void add(Breakdowns other) {
    other.forEach(
        (by, value, more) -> {
          ValueCalls calls = of(by, value);
          if (calls != null) {
            calls.add(more);
          }
        });
  }

  /** In the order of what they are told apart by, and of the values. */
  public void forEach(Visitor visitor) {
    all.forEach((by, values) -> values.forEach((value, calls) -> visitor.value(by, value, calls)));
  }

  /** How many values there are. */
  public int size() {
    return all.values().stream().mapToInt(BoundedValues::size).sum();
  }

  /**
   * What a window shows.
   *
   * @param most how many values of each at most
   * @param whole durations of all of the window's calls
   */
  public List<Breakdown> result(int most, Histogram whole, CallCounts counts) {
    return all.entrySet().stream()
        .map(each -> each.getValue().result(each.getKey(), most, whole, counts))
        .toList();
  }

  /** Writes those of a window; null for none. */
  static void write(Breakdowns breakdowns, DataOutput out) throws IOException {
    out.writeInt(breakdowns == null ? 0 : breakdowns.all.size());
    if (breakdowns != null) {
      for (var each : breakdowns.all.entrySet()) {
        StateText.write(each.getKey(), out);
        each.getValue().write(out);
      }
    }
  }

  static Breakdowns read(DataInput in) throws IOException {
    int n = in.readInt();
    Breakdowns breakdowns = n == 0 ? null : new Breakdowns();
    for (; n > 0; n--) {
      BoundedValues values = new BoundedValues();
      breakdowns.all.put(StateText.read(in), values);
      values.read(in);
    }
    return breakdowns;
  }
}
