package io.probestream.collector.pages;

import java.nio.charset.StandardCharsets;

/** Prints numbers into a byte array; the caller has seen to the room. */
final class Numbers {
  static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  private static final byte[] TENS = new byte[200];

  static {
    for (int i = 0; i < 100; i++) {
      TENS[2 * i] = (byte) ('0' + i / 10);
      TENS[2 * i + 1] = (byte) ('0' + i % 10);
    }
  }

  private Numbers() {}

  /** {@code %lu}; behind it. At most 20 bytes. */
  static int unsigned(long value, byte[] out, int at) {
    if (value < 0) {
      long high = Long.divideUnsigned(value, 10);
      int p = unsigned(high, out, at);
      out[p] = (byte) ('0' + (value - high * 10));
      return p + 1;
    }
    int end = at + digits(value);
    long rest = value;
    int p = end;
    while (rest >= 100) {
      long next = rest / 100;
      int two = (int) (rest - next * 100) << 1;
      out[--p] = TENS[two + 1];
      out[--p] = TENS[two];
      rest = next;
    }
    if (rest >= 10) {
      out[--p] = TENS[((int) rest << 1) + 1];
      out[--p] = TENS[(int) rest << 1];
    } else {
      out[--p] = (byte) ('0' + rest);
    }
    return end;
  }

  /** {@code %ld}; behind it. */
  static int signed(long value, byte[] out, int at) {
    if (value >= 0) {
      return unsigned(value, out, at);
    }
    out[at] = '-';
    return unsigned(-value, out, at + 1); // -2^63 is itself, and right as unsigned
  }

  /** {@code 0x%lx}; behind it. At most 18 bytes, all of which it may touch. */
  static int hex(long value, byte[] out, int at) {
    out[at] = '0';
    out[at + 1] = 'x';
    int digits = Math.max(1, (67 - Long.numberOfLeadingZeros(value)) >> 2);
    long left = value << (64 - (digits << 2)); // a shift by 64 is one by 0, and the value 0
    Words.put64(out, at + 2, eightDigits(left >>> 32));
    if (digits > 8) {
      Words.put64(out, at + 10, eightDigits(left & 0xffffffffL));
    }
    return at + 2 + digits;
  }

  /** Eight hexadecimal digits of 32 bits, the first in the lowest byte. */
  private static long eightDigits(long bits) {
    long v = (bits | bits << 16) & 0x0000ffff0000ffffL;
    v = (v | v << 8) & 0x00ff00ff00ff00ffL;
    v = (v | v << 4) & 0x0f0f0f0f0f0f0f0fL;
    long letters = (v + 0x0606060606060606L) >>> 4 & 0x0101010101010101L;
    return Long.reverseBytes(v + 0x3030303030303030L + letters * ('a' - '0' - 10));
  }

  /** {@code %0Nu}; behind it. */
  static int padded(long value, int width, byte[] out, int at) {
    long rest = value;
    for (int p = at + width; p > at; rest /= 10) {
      out[--p] = (byte) ('0' + rest % 10);
    }
    return at + width;
  }

  /** {@code %09u} of a number below 10^9; behind it. */
  static int nineDigits(int value, byte[] out, int at) {
    int high = value / 100_000;
    int low = value - high * 100_000;
    two(high / 100, out, at);
    two(high % 100, out, at + 2);
    two(low / 1_000, out, at + 4);
    int rest = low % 1_000;
    two(rest / 10, out, at + 6);
    out[at + 8] = (byte) ('0' + rest % 10);
    return at + 9;
  }

  private static void two(int value, byte[] out, int at) {
    out[at] = TENS[value << 1];
    out[at + 1] = TENS[(value << 1) + 1];
  }

  static int digits(long value) {
    int n = 1;
    for (long limit = 10; value >= limit; limit *= 10) {
      n++;
      if (n == 19) {
        break;
      }
    }
    return n;
  }
}
