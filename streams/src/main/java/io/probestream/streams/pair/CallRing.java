package io.probestream.streams.pair;

import java.util.Arrays;

/**
 * Calls by their return, in the order they were put in: a ring that grows. One cache line for each,
 * written and read in order, so that half a million of them cost little. Not thread-safe.
 */
final class CallRing {
  private static final int WORDS = 6;
  private static final int TIME = 0;
  private static final int START = 1;
  private static final int ENTRY_OFFSET = 2;
  private static final int OFFSET = 3;
  private static final int PAIR_AND_CPU = 4;
  private static final int PID_AND_ERRNO = 5;

  private long[] words = new long[0];
  private String[] tasks = new String[0];

  /** What calls are told apart by; null until one has it. */
  private String[] values;

  private int head;
  private int size;

  int size() {
    return size;
  }

  /** Return time of the {@code i}-th call, 0 for the oldest. */
  long time(int i) {
    return words[at(i) + TIME];
  }

  int cpu(int i) {
    return (int) words[at(i) + PAIR_AND_CPU];
  }

  int pair(int i) {
    return high(words[at(i) + PAIR_AND_CPU]);
  }

  long startTime(int i) {
    return words[at(i) + START];
  }

  long entryOffset(int i) {
    return words[at(i) + ENTRY_OFFSET];
  }

  void add(Return ret, String task, long startTime, long entryOffset) {
    if (size == tasks.length) {
      grow();
    }
    int at = at(size);
    words[at + TIME] = ret.time;
    words[at + START] = startTime;
    words[at + ENTRY_OFFSET] = entryOffset;
    words[at + OFFSET] = ret.offset;
    words[at + PAIR_AND_CPU] = both(ret.pair, ret.cpu);
    words[at + PID_AND_ERRNO] = both(ret.pid, ret.errno);
    int slot = slot(size++);
    tasks[slot] = task;
    if (ret.value != null && values == null) {
      values = new String[tasks.length];
    }
    if (values != null) {
      values[slot] = ret.value;
    }
  }

  /** Fills {@code ret} with the {@code i}-th call, which needs no stack pointer any more. */
  void get(int i, Return ret) {
    int at = at(i);
    ret.time = words[at + TIME];
    ret.offset = words[at + OFFSET];
    ret.pair = high(words[at + PAIR_AND_CPU]);
    ret.cpu = (int) words[at + PAIR_AND_CPU];
    ret.pid = high(words[at + PID_AND_ERRNO]);
    ret.errno = (int) words[at + PID_AND_ERRNO];
    ret.task = tasks[slot(i)];
    ret.value = values == null ? null : values[slot(i)];
  }

  /** Writes the call at {@code from} over the one at {@code to}. */
  void move(int from, int to) {
    System.arraycopy(words, at(from), words, at(to), WORDS);
    tasks[slot(to)] = tasks[slot(from)];
    if (values != null) {
      values[slot(to)] = values[slot(from)];
    }
  }

  void dropOldest() {
    head = slot(1);
    size--;
  }

  /** Keeps the {@code n} oldest. */
  void truncate(int n) {
    size = n;
  }

  private int slot(int i) {
    return (head + i) & (tasks.length - 1);
  }

  private int at(int i) {
    return slot(i) * WORDS;
  }

  private static long both(int high, int low) {
    return (long) high << 32 | (low & 0xffffffffL);
  }

  private static int high(long both) {
    return (int) (both >> 32);
  }

  private void grow() {
    int n = tasks.length;
    long[] largerWords = new long[Math.max(64, n * 2) * WORDS];
    System.arraycopy(words, head * WORDS, largerWords, 0, (n - head) * WORDS);
    System.arraycopy(words, 0, largerWords, (n - head) * WORDS, head * WORDS);
    words = largerWords;
    values = values == null ? null : larger(values);
    tasks = larger(tasks);
    head = 0;
  }

  /** With the oldest call's at 0. */
  private String[] larger(String[] texts) {
    int n = texts.length;
    String[] larger = Arrays.copyOfRange(texts, head, head + Math.max(64, n * 2));
    System.arraycopy(texts, 0, larger, n - head, head);
    return larger;
  }
}
