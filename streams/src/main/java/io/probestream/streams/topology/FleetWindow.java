package io.probestream.streams.topology;

import io.probestream.streams.window.LatencyMerge;
import io.probestream.streams.window.MissedMerge;
import io.probestream.streams.window.RateMerge;
import io.probestream.streams.window.WindowMerge;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** One window of the fleet in the making. Mutable; part of the hot state. */
final class FleetWindow implements FleetEntry {
  private final WindowMerge merge;
  private long timestampMs;

  private FleetWindow(WindowMerge merge, long timestampMs) {
    this.merge = merge;
    this.timestampMs = timestampMs;
  }

  /** An empty window for results such as {@code first}. */
  static FleetWindow like(Result first) {
    return new FleetWindow(emptyMerge(first), Long.MIN_VALUE);
  }

  private static WindowMerge emptyMerge(Result first) {
    if (first instanceof Result.Rate rate) {
      return new RateMerge(first.name(), rate.window().startMs(), rate.window().endMs());
    } else if (first instanceof Result.Latency latency) {
      return new LatencyMerge(first.name(), latency.window().startMs(), latency.window().endMs());
    } else if (first instanceof Result.Missed missed) {
      return new MissedMerge(first.name(), missed.window().startMs(), missed.window().endMs());
    }
    throw new IllegalArgumentException("not a window: " + first);
  }

  /**
   * Adds a host's window.
   *
   * @param recordMs timestamp of the raw record that closed it; the merge carries the latest, which
   *     does not depend on the order of arrival
   */
  void add(Result result, long recordMs) {
    if (merge instanceof RateMerge rates && result instanceof Result.Rate rate) {
      rates.add(rate.window());
    } else if (merge instanceof LatencyMerge latencies
        && result instanceof Result.Latency latency) {
      latencies.add(latency.window());
    } else if (merge instanceof MissedMerge misses && result instanceof Result.Missed missed) {
      misses.add(missed.window());
    } else {
      throw new IllegalArgumentException("another kind of window: " + result);
    }
    timestampMs = Math.max(timestampMs, recordMs);
  }

  /** Both together, or the one that there is; they stay as they are. */
  static FleetWindow sum(FleetWindow a, FleetWindow b) {
    if (a == null || b == null) {
      return a == null ? b : a;
    }
    FleetWindow sum = like(a.result(false));
    sum.add(a);
    sum.add(b);
    return sum;
  }

  /** Adds what another one of the same name and time holds. */
  void add(FleetWindow o) {
    if (merge instanceof RateMerge rates && o.merge instanceof RateMerge more) {
      rates.add(more);
    } else if (merge instanceof LatencyMerge latencies && o.merge instanceof LatencyMerge more) {
      latencies.add(more);
    } else if (merge instanceof MissedMerge misses && o.merge instanceof MissedMerge more) {
      misses.add(more);
    } else {
      throw new IllegalArgumentException("another kind of window");
    }
    timestampMs = Math.max(timestampMs, o.timestampMs);
  }

  Result result(boolean isFinal) {
    if (merge instanceof RateMerge rates) {
      return new Result.Rate(rates.window(isFinal));
    } else if (merge instanceof LatencyMerge latencies) {
      return new Result.Latency(latencies.window(isFinal));
    }
    return new Result.Missed(((MissedMerge) merge).window(isFinal));
  }

  long endMs() {
    return merge.endMs();
  }

  long timestampMs() {
    return timestampMs;
  }

  void write(DataOutput out) throws IOException {
    out.writeLong(timestampMs);
    merge.write(out);
  }

  static FleetWindow read(FleetKey.Kind kind, DataInput in) throws IOException {
    long timestampMs = in.readLong();
    WindowMerge merge =
        switch (kind) {
          case RATE -> RateMerge.read(in);
          case LATENCY -> LatencyMerge.read(in);
          case MISSED -> MissedMerge.read(in);
        };
    return new FleetWindow(merge, timestampMs);
  }
}
