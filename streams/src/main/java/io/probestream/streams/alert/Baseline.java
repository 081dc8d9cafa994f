package io.probestream.streams.alert;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * A group's own past: its readings at the ends of windows that do not overlap, as far back as the
 * rule says. What is compared with is their median, for which one bad minute in an hour does not
 * matter; its bounds are the medians of their bounds. Not thread-safe.
 */
final class Baseline implements AlertEntry {
  static final byte KIND = 6;

  /** For an upper bound that does not exist. */
  private static final long UNBOUNDED = Long.MAX_VALUE;

  private record Sample(long endMs, long lower, long value, long upper) {}

  /**
   * The median and where it lies at least and at most.
   *
   * @param upper null if nothing bounds it
   */
  record Range(long lower, long value, Long upper) {}

  private final Deque<Sample> samples = new ArrayDeque<>();

  /** Adds the reading of a window that ended at {@code endMs}; one that is unknown is none. */
  void add(long endMs, Reading reading) {
    if (reading.value() != null) {
      samples.addLast(
          new Sample(
              endMs,
              reading.lower(),
              reading.value(),
              reading.upper() == null ? UNBOUNDED : reading.upper()));
    }
  }

  /** Forgets what ended at that time or before. Returns whether there was any. */
  boolean expire(long untilMs) {
    boolean any = false;
    while (!samples.isEmpty() && samples.getFirst().endMs <= untilMs) {
      samples.removeFirst();
      any = true;
    }
    return any;
  }

  /**
   * The median of the windows that ended in {@code (fromMs, untilMs]}; null if there are fewer than
   * {@code least}.
   */
  Range range(long fromMs, long untilMs, int least) {
    List<Sample> usable =
        samples.stream().filter(s -> s.endMs > fromMs && s.endMs <= untilMs).toList();
    if (usable.size() < Math.max(1, least)) {
      return null;
    }
    long upper = median(usable, Sample::upper);
    return new Range(
        median(usable, Sample::lower),
        median(usable, Sample::value),
        upper == UNBOUNDED ? null : (Long) upper);
  }

  /** The lower one of two in the middle. */
  private static long median(List<Sample> usable, ToLongFunction<Sample> of) {
    long[] sorted = usable.stream().mapToLong(of).sorted().toArray();
    return sorted[(sorted.length - 1) / 2];
  }

  @Override
  public byte kind() {
    return KIND;
  }

  @Override
  public void writeContent(DataOutput out) throws IOException {
    Varint.write(samples.size(), out);
    for (Sample sample : samples) {
      out.writeLong(sample.endMs);
      Varint.write(sample.lower, out);
      Varint.write(sample.value, out);
      Varint.write(sample.upper, out);
    }
  }

  static Baseline read(DataInput in) throws IOException {
    Baseline baseline = new Baseline();
    for (long n = Varint.read(in); n > 0; n--) {
      baseline.samples.addLast(
          new Sample(in.readLong(), Varint.read(in), Varint.read(in), Varint.read(in)));
    }
    return baseline;
  }
}
