package io.probestream.streams.parse;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Byte helpers of the scanners, eight bytes at a time: a word holds the first byte in its lowest
 * bits, so that trailing zeros lead to the first byte found.
 */
final class Bytes {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final long ONES = 0x0101010101010101L;
  private static final long HIGHS = 0x8080808080808080L;
  private static final long LOWS = ~HIGHS;
  private static final long NEWLINES = ONES * '\n';
  static final long ZEROS = ONES * '0';
  private static final byte[] HEX = hexTable();

  private Bytes() {}

  private static byte[] hexTable() {
    byte[] table = new byte[256];
    for (int c = 0; c < 256; c++) {
      table[c] = (byte) (c < 0x80 ? Character.digit(Character.isUpperCase(c) ? '?' : c, 16) : -1);
    }
    return table;
  }

  /** The eight bytes from {@code p} on; the caller sees to it that they exist. */
  static long word(byte[] b, int p) {
    return (long) LONG.get(b, p);
  }

  /** Keeps the first {@code n} bytes of a word, 0 to 8. */
  static long first(long word, int n) {
    return n == 8 ? word : word & ((1L << (n << 3)) - 1);
  }

  /** High bit set in each byte of {@code word} that is zero; exact up to the first. */
  private static long zeroBytes(long word) {
    return (word - ONES) & ~word & HIGHS;
  }

  /** Marks the bytes that equal {@code c}; exact up to the first. 0 if there is none. */
  static long marks(long word, int c) {
    return zeroBytes(word ^ (ONES * c));
  }

  /** Index in the word of the first marked byte; 8 if none is. */
  static int firstMark(long marks) {
    return Long.numberOfTrailingZeros(marks) >>> 3;
  }

  /** How many decimal digits the word begins with, 0 to 8. */
  static int digits(long word) {
    return firstMark(notDigits(word ^ ZEROS));
  }

  /** High bit set in each byte that is above 9. */
  static long notDigits(long values) {
    return (((values & LOWS) + ONES * (0x80 - 10)) | values) & HIGHS;
  }

  /** The number that the first {@code n} bytes of the word, all digits, are; n is 1 to 8. */
  static long number(long word, int n) {
    long v = (word ^ ZEROS) << (64 - (n << 3));
    v = v * 10 + (v >>> 8); // two digits in every second byte
    return ((v & 0x000000FF000000FFL) * (100 + (1_000_000L << 32))
            + ((v >>> 16) & 0x000000FF000000FFL) * (1 + (10_000L << 32)))
        >>> 32;
  }

  /** The number that eight lower-case hexadecimal digits are, or -1. */
  static long hex(long word) {
    long letters = (word & (ONES * 0x40)) >>> 6;
    long values = (word & (ONES * 0x0f)) + letters * 9;
    long large = ((values + ONES * (0x80 - 10)) & HIGHS) >>> 7;
    boolean valid =
        (values & 0xf0f0f0f0f0f0f0f0L) == 0 && values + ZEROS + large * ('a' - '0' - 10) == word;
    if (!valid) {
      return -1;
    }
    long v = Long.reverseBytes(values);
    v = (v | (v >>> 4)) & 0x00FF00FF00FF00FFL;
    v = (v | (v >>> 8)) & 0x0000FFFF0000FFFFL;
    return (v | (v >>> 16)) & 0xFFFFFFFFL;
  }

  /** High bit set in each byte that is a control character, a blank or not ASCII. */
  static long notGraphic(long word) {
    return ~(((word & LOWS) + ONES * (0x80 - '!')) & ~word) & HIGHS;
  }

  static boolean isDigit(byte b) {
    return b >= '0' && b <= '9';
  }

  static boolean isNameStart(byte b) {
    return (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z') || b == '_';
  }

  /** Whether [from, to) is an event's name. */
  static boolean isName(byte[] b, int from, int to) {
    if (from == to || !isNameStart(b[from])) {
      return false;
    }
    for (int i = from; i < to; i++) {
      if (!isNameStart(b[i]) && !isDigit(b[i])) {
        return false;
      }
    }
    return true;
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
    int last = prefix.length - Long.BYTES;
    if (last >= 0) {
      for (int i = 0; i < last; i += Long.BYTES) {
        if (word(b, at + i) != word(prefix, i)) {
          return false;
        }
      }
      return word(b, at + last) == word(prefix, last);
    }
    for (int i = 0; i < prefix.length; i++) {
      if (b[at + i] != prefix[i]) {
        return false;
      }
    }
    return true;
  }

  /** Index of the next {@code c} or newline in [from, to), or {@code to}. */
  static int next(byte[] b, int from, int to, int c) {
    int i = from;
    for (; i <= to - Long.BYTES; i += Long.BYTES) {
      long word = word(b, i);
      long found = marks(word, c) | marks(word, '\n');
      if (found != 0) {
        return i + firstMark(found);
      }
    }
    while (i < to && b[i] != c && b[i] != '\n') {
      i++;
    }
    return i;
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
    int i = from;
    for (; i <= to - Long.BYTES; i += Long.BYTES) {
      long word = word(b, i) ^ NEWLINES;
      n += Long.bitCount(~(((word & LOWS) + LOWS) | word) & HIGHS);
    }
    for (; i < to; i++) {
      n += b[i] == '\n' ? 1 : 0;
    }
    return n;
  }
}
