package io.probestream.cli.verify;

import java.util.Arrays;

/** A list of numbers without boxes. */
final class Longs {
  private long[] values = new long[4];
  private int size;

  void add(long value) {
    insert(size, value);
  }

  void insert(int at, long value) {
    if (size == values.length) {
      values = Arrays.copyOf(values, size * 2);
    }
    System.arraycopy(values, at, values, at + 1, size - at);
    values[at] = value;
    size++;
  }

  void set(int at, long value) {
    values[at] = value;
  }

  long get(int at) {
    return values[at];
  }

  int size() {
    return size;
  }

  /** Where a value stands in this sorted list, or {@code -(insertion point) - 1}. */
  int search(long value) {
    return Arrays.binarySearch(values, 0, size, value);
  }

  /** The first index at which the lists differ; the shorter one's end if there is none before. */
  int mismatch(Longs other) {
    int least = Math.min(size, other.size);
    int at = Arrays.mismatch(values, 0, least, other.values, 0, least);
    return at < 0 ? least : at;
  }
}
