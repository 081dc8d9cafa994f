package io.probestream.streams.window;

import io.probestream.schemas.Histograms;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import org.HdrHistogram.Histogram;

/**
 * Counts of durations by the lowest value of their histogram's bucket, for many that have few each:
 * open addressing, a power of two of slots. Not thread-safe.
 */
public final class SparseCounts {
  private static final int FIRST_SLOTS = 8;

  private long[] values = new long[FIRST_SLOTS];
  private long[] counts = new long[FIRST_SLOTS];
  private int used;

  /** Takes a bucket. */
  public interface Visitor {
    void bucket(long lowestValue, long count);
  }

  /** Adds to the bucket that begins with a value; a count of 0 adds nothing. */
  public void add(long lowestValue, long count) {
    if (count == 0) {
      return;
    }
    int slot = slot(lowestValue);
    if (counts[slot] == 0) {
      if (2 * (used + 1) > values.length) {
        grow();
        slot = slot(lowestValue);
      }
      values[slot] = lowestValue;
      used++;
    }
    counts[slot] += count;
  }

  void add(SparseCounts other) {
    for (int slot = 0; slot < other.values.length; slot++) {
      add(other.values[slot], other.counts[slot]);
    }
  }

  /** Adds what a histogram holds. */
  void add(Histogram histogram) {
    for (var value : histogram.recordedValues()) {
      add(
          histogram.lowestEquivalentValue(value.getValueIteratedTo()),
          value.getCountAtValueIteratedTo());
    }
  }

  /** How many buckets there are. */
  public int size() {
    return used;
  }

  /** Gives the buckets in the order of their values. */
  public void forEach(Visitor visitor) {
    for (long value : sorted()) {
      visitor.bucket(value, counts[slot(value)]);
    }
  }

  private long[] sorted() {
    long[] sorted = new long[used];
    int n = 0;
    for (int slot = 0; slot < values.length; slot++) {
      if (counts[slot] > 0) {
        sorted[n++] = values[slot];
      }
    }
    Arrays.sort(sorted);
    return sorted;
  }

  /** The same as a histogram, whose digits may be fewer than those of the buckets. */
  Histogram histogram(int digits) {
    Histogram histogram = Histograms.empty(digits);
    forEach(histogram::recordValueWithCount);
    return histogram;
  }

  private int slot(long value) {
    int mask = values.length - 1;
    long hash = value * 0x9E3779B97F4A7C15L;
    int slot = (int) (hash >>> 40) & mask;
    while (counts[slot] != 0 && values[slot] != value) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private void grow() {
    long[] oldValues = values;
    long[] oldCounts = counts;
    values = new long[oldValues.length * 2];
    counts = new long[oldValues.length * 2];
    for (int slot = 0; slot < oldValues.length; slot++) {
      if (oldCounts[slot] > 0) {
        int to = slot(oldValues[slot]);
        values[to] = oldValues[slot];
        counts[to] = oldCounts[slot];
      }
    }
  }

  void write(DataOutput out) throws IOException {
    out.writeInt(used);
    for (long value : sorted()) {
      out.writeLong(value);
      out.writeLong(counts[slot(value)]);
    }
  }

  void read(DataInput in) throws IOException {
    for (int n = in.readInt(); n > 0; n--) {
      add(in.readLong(), in.readLong());
    }
  }
}
