package io.probestream.streams.alert;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;

/**
 * The filled buckets of an HdrHistogram, which can be added and taken away: a sorted list of each
 * bucket's highest value and count. A stretch of a function has some hundred of them, where a
 * Histogram holds thousands of counts. Not thread-safe.
 */
final class Durations {
  /** Of the coarsest histogram that was ever added; 0 before the first. */
  private int digits;

  private long[] values = new long[0];
  private long[] counts = new long[0];
  private int size;
  private long total;

  static Durations of(Histogram histogram) {
    Durations durations = new Durations();
    durations.digits = histogram.getNumberOfSignificantValueDigits();
    int buckets = 0;
    for (HistogramIterationValue value : histogram.recordedValues()) {
      buckets += value.getCountAtValueIteratedTo() > 0 ? 1 : 0;
    }
    durations.values = new long[buckets];
    durations.counts = new long[buckets];
    for (HistogramIterationValue value : histogram.recordedValues()) {
      if (value.getCountAtValueIteratedTo() > 0) {
        durations.append(value.getValueIteratedTo(), value.getCountAtValueIteratedTo());
      }
    }
    return durations;
  }

  long total() {
    return total;
  }

  void add(Durations other) {
    merge(other, 1);
  }

  /** Takes away what was added. */
  void subtract(Durations other) {
    merge(other, -1);
  }

  private void merge(Durations o, int sign) {
    if (o.digits > 0) {
      digits = digits == 0 ? o.digits : Math.min(digits, o.digits);
    }
    Durations merged = new Durations();
    merged.values = new long[size + o.size];
    merged.counts = new long[size + o.size];
    int i = 0;
    int j = 0;
    while (i < size || j < o.size) {
      if (j == o.size || (i < size && values[i] < o.values[j])) {
        merged.append(values[i], counts[i]);
        i++;
      } else if (i == size || o.values[j] < values[i]) {
        merged.append(o.values[j], sign * o.counts[j]);
        j++;
      } else {
        merged.append(values[i], counts[i] + sign * o.counts[j]);
        i++;
        j++;
      }
    }
    values = merged.values;
    counts = merged.counts;
    size = merged.size;
    total = merged.total;
  }

  private void append(long value, long count) {
    if (count != 0) {
      values[size] = value;
      counts[size++] = count;
      total += count;
    }
  }

  /** The highest value of the bucket with the {@code rank}-th smallest duration, 1-based. */
  long atRank(long rank) {
    long seen = 0;
    for (int i = 0; i < size; i++) {
      seen += counts[i];
      if (seen >= rank) {
        return values[i];
      }
    }
    return size == 0 ? 0 : values[size - 1];
  }

  /** How many are longer than {@code ns}, where each counts as the longest of its bucket. */
  long above(long ns) {
    long sum = 0;
    for (int i = size - 1; i >= 0 && values[i] > ns; i--) {
      sum += counts[i];
    }
    return sum;
  }

  /**
   * The lowest value that shares a bucket with {@code value}: below {@code 2 * 10^digits}, rounded
   * up to a power of two, each value has a bucket; from there on each doubling has half as many.
   */
  long lowest(long value) {
    int halfBits = digits == 3 ? 10 : 7;
    int doublings = Math.max(0, Long.SIZE - 1 - halfBits - Long.numberOfLeadingZeros(value));
    return value >>> doublings << doublings;
  }

  void write(DataOutput out) throws IOException {
    out.writeByte(digits);
    Varint.write(size, out);
    long before = 0;
    for (int i = 0; i < size; i++) {
      Varint.write(values[i] - before, out);
      Varint.write(counts[i], out);
      before = values[i];
    }
  }

  static Durations read(DataInput in) throws IOException {
    Durations durations = new Durations();
    durations.digits = in.readByte();
    int size = Math.toIntExact(Varint.read(in));
    if (size > 0) {
      durations.values = new long[size];
      durations.counts = new long[size];
      long value = 0;
      for (int i = 0; i < size; i++) {
        value += Varint.read(in);
        durations.append(value, Varint.read(in));
      }
    }
    return durations;
  }

  @Override
  public String toString() {
    return "Durations of " + total + " in " + Arrays.toString(Arrays.copyOf(values, size));
  }
}
