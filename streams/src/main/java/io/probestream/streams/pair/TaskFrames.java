package io.probestream.streams.pair;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * The open frames of one task, oldest first by time: lines of two CPUs may stand in the wrong
 * order. A frame is five words beside each other, for it is written and read as a whole.
 */
final class TaskFrames {
  private static final int WORDS = 5;
  private static final int TIME = 0;
  private static final int STACK = 1;
  private static final int OFFSET = 2;
  private static final int PAIR_AND_CPU = 3;
  private static final int EPOCH_AND_STACK_KNOWN = 4;

  final int key;
  int size;
  private long[] words = new long[4 * WORDS];

  /** What calls are told apart by; null until a frame has it. */
  private String[] values;

  TaskFrames(int key) {
    this.key = key;
  }

  int pair(int i) {
    return (int) (words[i * WORDS + PAIR_AND_CPU] >> 32);
  }

  int cpu(int i) {
    return (int) words[i * WORDS + PAIR_AND_CPU];
  }

  /** Trace-clock time of the entry. */
  long time(int i) {
    return words[i * WORDS + TIME];
  }

  boolean hasStack(int i) {
    return (int) words[i * WORDS + EPOCH_AND_STACK_KNOWN] != 0;
  }

  long stack(int i) {
    return words[i * WORDS + STACK];
  }

  /** How many losses there were before the entry. */
  int lossEpoch(int i) {
    return (int) (words[i * WORDS + EPOCH_AND_STACK_KNOWN] >> 32);
  }

  /** Raw offset of the record with the entry. */
  long offset(int i) {
    return words[i * WORDS + OFFSET];
  }

  void push(
      int pair,
      int cpu,
      long time,
      boolean hasStack,
      long stack,
      int lossEpoch,
      long offset,
      String value) {
    if ((size + 1) * WORDS > words.length) {
      words = Arrays.copyOf(words, words.length * 2);
    }
    int i = size;
    while (i > 0 && time(i - 1) > time) {
      i--;
    }
    int at = i * WORDS;
    if (i < size) {
      System.arraycopy(words, at, words, at + WORDS, (size - i) * WORDS);
    }
    size++;
    words[at + TIME] = time;
    words[at + STACK] = stack;
    words[at + OFFSET] = offset;
    words[at + PAIR_AND_CPU] = both(pair, cpu);
    words[at + EPOCH_AND_STACK_KNOWN] = both(lossEpoch, hasStack ? 1 : 0);
    if (value != null || values != null) {
      insert(i, value);
    }
  }

  private void insert(int i, String value) {
    int frames = words.length / WORDS;
    if (values == null || values.length < frames) {
      values = values == null ? new String[frames] : Arrays.copyOf(values, frames);
    }
    System.arraycopy(values, i, values, i + 1, size - 1 - i);
    values[i] = value;
  }

  /** What the call is to be told apart by; null for nothing. */
  String value(int i) {
    return values == null ? null : values[i];
  }

  void remove(int i) {
    int rest = --size - i;
    if (rest > 0) {
      System.arraycopy(words, (i + 1) * WORDS, words, i * WORDS, rest * WORDS);
      if (values != null) {
        System.arraycopy(values, i + 1, values, i, rest);
      }
    }
  }

  private static long both(int high, int low) {
    return (long) high << 32 | (low & 0xffffffffL);
  }

  void write(DataOutput out) throws IOException {
    out.writeInt(key);
    out.writeInt(size);
    for (int i = 0; i < size; i++) {
      out.writeInt(pair(i));
      out.writeInt(cpu(i));
      out.writeLong(time(i));
      out.writeBoolean(hasStack(i));
      out.writeLong(stack(i));
      out.writeInt(lossEpoch(i));
      out.writeLong(offset(i));
      Return.writeValue(value(i), out);
    }
  }

  static TaskFrames read(DataInput in) throws IOException {
    TaskFrames frames = new TaskFrames(in.readInt());
    int n = in.readInt();
    for (int i = 0; i < n; i++) {
      frames.push(
          in.readInt(),
          in.readInt(),
          in.readLong(),
          in.readBoolean(),
          in.readLong(),
          in.readInt(),
          in.readLong(),
          Return.readValue(in));
    }
    return frames;
  }
}
