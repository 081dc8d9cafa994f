package io.probestream.collector.pages;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Unaligned reads and writes of byte arrays, in the kernel's byte order. */
final class Words {
  private static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private Words() {}

  static int int16(byte[] b, int at, boolean little) {
    short value = (short) SHORT.get(b, at);
    return (little ? value : Short.reverseBytes(value)) & 0xffff;
  }

  static int int32(byte[] b, int at, boolean little) {
    int value = (int) INT.get(b, at);
    return little ? value : Integer.reverseBytes(value);
  }

  static long int64(byte[] b, int at, boolean little) {
    long value = (long) LONG.get(b, at);
    return little ? value : Long.reverseBytes(value);
  }

  /** An unsigned number of 1, 2, 4 or 8 bytes; of 8, its bits. */
  static long unsigned(byte[] b, int at, int bytes, boolean little) {
    return switch (bytes) {
      case 1 -> b[at] & 0xffL;
      case 2 -> int16(b, at, little);
      case 4 -> int32(b, at, little) & 0xffffffffL;
      default -> int64(b, at, little);
    };
  }
}
