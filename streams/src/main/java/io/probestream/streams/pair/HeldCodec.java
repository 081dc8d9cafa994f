package io.probestream.streams.pair;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How held calls are written, one after the other: as varints (seven bits a byte, low bits first,
 * the sign in the lowest), times and offsets as distances, a text when it first comes. They are
 * most of a busy host's state, and written at each commit: below 17 bytes a call instead of 80.
 */
final class HeldCodec {
  /** Texts by number, from 1 on; 0 is none. */
  private final Map<String, Integer> numbers = new HashMap<>();

  private final List<String> texts = new ArrayList<>();
  private long lastTime;
  private long lastOffset;

  void write(Return ret, long startTime, long entryOffset, DataOutput out) throws IOException {
    number(ret.time - lastTime, out);
    number(ret.time - startTime, out);
    number(ret.offset - lastOffset, out);
    number(ret.offset - entryOffset, out);
    number(ret.pair, out);
    number(ret.cpu, out);
    number(ret.pid, out);
    number(ret.errno, out);
    text(ret.task, out);
    text(ret.value, out);
    lastTime = ret.time;
    lastOffset = ret.offset;
  }

  /** The next call goes back into {@code held}. */
  void read(DataInput in, HeldCalls held, CallSink sink) throws IOException {
    Return ret = new Return();
    ret.time = lastTime + number(in);
    long startTime = ret.time - number(in);
    ret.offset = lastOffset + number(in);
    long entryOffset = ret.offset - number(in);
    ret.pair = (int) number(in);
    ret.cpu = (int) number(in);
    ret.pid = (int) number(in);
    ret.errno = (int) number(in);
    String task = text(in);
    ret.value = text(in);
    lastTime = ret.time;
    lastOffset = ret.offset;
    held.add(ret, task, startTime, entryOffset, sink);
  }

  private void text(String text, DataOutput out) throws IOException {
    Integer known = text == null ? Integer.valueOf(0) : numbers.get(text);
    if (known != null) {
      number(known, out);
      return;
    }
    numbers.put(text, numbers.size() + 1);
    number(numbers.size(), out);
    out.writeUTF(text);
  }

  private String text(DataInput in) throws IOException {
    int known = (int) number(in);
    if (known > texts.size()) {
      texts.add(in.readUTF());
    }
    return known == 0 ? null : texts.get(known - 1);
  }

  private static void number(long value, DataOutput out) throws IOException {
    long rest = value << 1 ^ value >> 63;
    while ((rest & ~0x7fL) != 0) {
      out.writeByte((int) (rest | 0x80));
      rest >>>= 7;
    }
    out.writeByte((int) rest);
  }

  private static long number(DataInput in) throws IOException {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      int b = in.readUnsignedByte();
      value |= (long) (b & 0x7f) << shift;
      if (b < 0x80) {
        return value >>> 1 ^ -(value & 1);
      }
    }
    throw new IOException("a number of a held call does not end");
  }
}
