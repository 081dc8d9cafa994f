package io.probestream.streams.pair;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * The open frames of one task, oldest first by time: lines of two CPUs may stand in the wrong
 * order.
 */
final class TaskFrames {
  final int key;
  int size;
  int[] pair = new int[4];
  int[] cpu = new int[4];
  long[] time = new long[4];
  boolean[] hasStack = new boolean[4];
  long[] stack = new long[4];
  int[] lossEpoch = new int[4];
  long[] offset = new long[4];

  /** What calls are told apart by; null until a frame has it. */
  private String[] value;

  TaskFrames(int key) {
    this.key = key;
  }

  void push(
      int framePair,
      int frameCpu,
      long frameTime,
      boolean known,
      long stackPointer,
      int epoch,
      long rawOffset,
      String frameValue) {
    if (size == pair.length) {
      grow();
    }
    int at = size;
    while (at > 0 && time[at - 1] > frameTime) {
      at--;
    }
    if (at < size) {
      move(at, at + 1, size - at);
    }
    size++;
    pair[at] = framePair;
    cpu[at] = frameCpu;
    time[at] = frameTime;
    hasStack[at] = known;
    stack[at] = stackPointer;
    lossEpoch[at] = epoch;
    offset[at] = rawOffset;
    if (frameValue != null && value == null) {
      value = new String[pair.length];
    }
    if (value != null) {
      value[at] = frameValue;
    }
  }

  /** What the call is to be told apart by; null for nothing. */
  String value(int at) {
    return value == null ? null : value[at];
  }

  void remove(int at) {
    int rest = --size - at;
    if (rest > 0) {
      move(at + 1, at, rest);
    }
  }

  private void move(int from, int to, int count) {
    System.arraycopy(pair, from, pair, to, count);
    System.arraycopy(cpu, from, cpu, to, count);
    System.arraycopy(time, from, time, to, count);
    System.arraycopy(hasStack, from, hasStack, to, count);
    System.arraycopy(stack, from, stack, to, count);
    System.arraycopy(lossEpoch, from, lossEpoch, to, count);
    System.arraycopy(offset, from, offset, to, count);
    if (value != null) {
      System.arraycopy(value, from, value, to, count);
    }
  }

  private void grow() {
    int n = size * 2;
    pair = Arrays.copyOf(pair, n);
    cpu = Arrays.copyOf(cpu, n);
    time = Arrays.copyOf(time, n);
    hasStack = Arrays.copyOf(hasStack, n);
    stack = Arrays.copyOf(stack, n);
    lossEpoch = Arrays.copyOf(lossEpoch, n);
    offset = Arrays.copyOf(offset, n);
    value = value == null ? null : Arrays.copyOf(value, n);
  }

  void write(DataOutput out) throws IOException {
    out.writeInt(key);
    out.writeInt(size);
    for (int i = 0; i < size; i++) {
      out.writeInt(pair[i]);
      out.writeInt(cpu[i]);
      out.writeLong(time[i]);
      out.writeBoolean(hasStack[i]);
      out.writeLong(stack[i]);
      out.writeInt(lossEpoch[i]);
      out.writeLong(offset[i]);
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
