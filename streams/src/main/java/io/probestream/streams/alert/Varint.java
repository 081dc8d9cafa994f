package io.probestream.streams.alert;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Integers as LEB128 varints, seven bits a byte, low bits first: most are small. */
final class Varint {
  private Varint() {}

  static void write(long value, DataOutput out) throws IOException {
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      out.writeByte((int) ((rest & 0x7f) | 0x80));
      rest >>>= 7;
    }
    out.writeByte((int) rest);
  }

  static long read(DataInput in) throws IOException {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      int b = in.readUnsignedByte();
      value |= (long) (b & 0x7f) << shift;
      if (b < 0x80) {
        return value;
      }
    }
    throw new IOException("a number does not end");
  }
}
