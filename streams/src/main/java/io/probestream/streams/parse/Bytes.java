package io.probestream.streams.parse;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Byte helpers of the scanners. Long runs are scanned eight bytes at a time. */
final class Bytes {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final long ONES = 0x0101010101010101L;
  private static final long HIGHS = 0x8080808080808080L;
  private static final long NEWLINES = ONES * '\n';
  private static final byte[] HEX = hexTable();

  private Bytes() {}

  private static byte[] hexTable() {
    byte[] table = new byte[256];
    for (int c = 0; c < 256; c++) {
      table[c] = (byte) (c < 0x80 ? Character.digit(Character.isUpperCase(c) ? '?' : c, 16) : -1);
    }
    return table;
  }

  /** High bit set in each byte of {@code word} that is zero; exact up to the first. */
  private static long zeroBytes(long word) {
    return (word - ONES) & ~word & HIGHS;
  }

  static boolean isDigit(byte b) {
    return b >= '0' && b <= '9';
  }

  static boolean isNameStart(byte b) {
    return (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z') || b == '_';
  }

  static boolean isNamePart(byte b) {
    return isNameStart(b) || isDigit(b);
  }

  /** Index of the next newline in [from, to), or {@code to}. */
  static int lineEnd(byte[] b, int from, int to) {
    int i = from;
    for (; i <= to - Long.BYTES; i += Long.BYTES) {
      long found = zeroBytes((long) LONG.get(b, i) ^ NEWLINES);
      if (found != 0) {
        return i + (Long.numberOfTrailingZeros(found) >>> 3);
      }
    }
    while (i < to && b[i] != '\n') {
      i++;
    }
    return i;
  }

  /** Whether one of the 16 bytes from {@code p} on is a newline. */
  static boolean newlineIn16(byte[] b, int p) {
    return (zeroBytes((long) LONG.get(b, p) ^ NEWLINES)
            | zeroBytes((long) LONG.get(b, p + Long.BYTES) ^ NEWLINES))
        != 0;
  }

  static boolean startsWith(byte[] b, int at, int to, byte[] prefix) {
    if (to - at < prefix.length) {
      return false;
    }
    for (int i = 0; i < prefix.length; i++) {
      if (b[at + i] != prefix[i]) {
        return false;
      }
    }
    return true;
  }

  /** First index in [from, to) where {@code text} stands, or -1. */
  static int indexOf(byte[] b, int from, int to, byte[] text) {
    for (int i = from; i <= to - text.length; i++) {
      if (b[i] == text[0] && startsWith(b, i, to, text)) {
        return i;
      }
    }
    return -1;
  }

  /** Value of a lower-case hexadecimal digit, or -1. */
  static int hexDigit(byte b) {
    return HEX[b & 0xff];
  }

  /** Newlines in [from, to). */
  static int countLines(byte[] b, int from, int to) {
    int n = 0;
    for (int i = lineEnd(b, from, to); i < to; i = lineEnd(b, i + 1, to)) {
      n++;
    }
    return n;
  }
}
