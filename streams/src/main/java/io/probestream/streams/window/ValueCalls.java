package io.probestream.streams.window;

import io.probestream.schemas.Histograms;
import io.probestream.schemas.window.BreakdownValue;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Calls of one task, or with one value of an argument. Not thread-safe. */
public final class ValueCalls {
  final SparseCounts durations = new SparseCounts();
  long count;
  long sum;
  long min = Long.MAX_VALUE;
  long max;
  long errors;

  /** The task's name; null for an argument, and where the value is the name. */
  private String task;

  /** When the window began that named it; names of later ones count. */
  private long taskMs = Long.MIN_VALUE;

  void call(long duration, long bucket, int errno) {
    durations.add(bucket, 1);
    add(1, duration, duration, duration, errno == 0 ? 0 : 1);
  }

  /** Adds all but the durations' buckets. */
  public void add(long moreCount, long moreSum, long moreMin, long moreMax, long moreErrors) {
    count += moreCount;
    sum += moreSum;
    min = Math.min(min, moreMin);
    max = Math.max(max, moreMax);
    errors += moreErrors;
  }

  void add(ValueCalls other) {
    durations.add(other.durations);
    add(other.count, other.sum, other.min, other.max, other.errors);
    named(other.task, other.taskMs);
  }

  /** The task was called so in the window of that time. An unknown name is better than none. */
  public void named(String name, long startMs) {
    if (name == null) {
      return;
    }
    boolean known = !name.equals(Breakdowns.UNKNOWN_TASK);
    if (task == null
        || (known && (startMs > taskMs || (startMs == taskMs && name.compareTo(task) > 0)))) {
      task = name;
      taskMs = known ? startMs : Long.MIN_VALUE;
    }
  }

  /** The newest line's name. */
  void renamed(String name) {
    if (task == null || !name.equals(Breakdowns.UNKNOWN_TASK)) {
      task = name;
    }
  }

  public long count() {
    return count;
  }

  public long sum() {
    return sum;
  }

  public long min() {
    return min;
  }

  public long max() {
    return max;
  }

  public long errors() {
    return errors;
  }

  public String task() {
    return task;
  }

  public long taskMs() {
    return taskMs;
  }

  public SparseCounts durations() {
    return durations;
  }

  BreakdownValue result(String value, int digits) {
    return new BreakdownValue(
        value,
        task,
        count,
        sum,
        min,
        max,
        errors,
        Histograms.encodeBase64(durations.histogram(digits)));
  }

  void write(DataOutput out) throws IOException {
    durations.write(out);
    out.writeLong(count);
    out.writeLong(sum);
    out.writeLong(min);
    out.writeLong(max);
    out.writeLong(errors);
    StateText.write(task == null ? "" : task, out);
    out.writeLong(taskMs);
  }

  void read(DataInput in) throws IOException {
    durations.read(in);
    add(in.readLong(), in.readLong(), in.readLong(), in.readLong(), in.readLong());
    String name = StateText.read(in);
    task = name.isEmpty() ? null : name;
    taskMs = in.readLong();
  }
}
