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

  private static final int BILLION = 1_000_000_000;

  private Numbers() {}

  /** {@code %lu}; behind it. At most 20 bytes. */
  static int unsigned(long value, byte[] out, int at) {
    if (value < 0) {
      long high = Long.divideUnsigned(value, 10);
      int p = unsigned(high, out, at);
      out[p] = (byte) ('0' + (value - high * 10));
      return p + 1;
    }
    if (value > Integer.MAX_VALUE) {
      long high = value / BILLION;
      return nineDigits((int) (value - high * BILLION), out, unsigned(high, out, at));
    }
    int end = at + digits((int) value);
    int rest = (int) value;
    int p = end;
    while (rest >= 100) {
      int next = hundredth(rest);
      p -= 2;
      two(rest - next * 100, out, p);
      rest = next;
    }
    if (rest >= 10) {
      two(rest, out, p - 2);
    } else {
      out[p - 1] = (byte) ('0' + rest);
    }
    return end;
  }

  /** A division costs C1, which collectors run with, 20 times a multiplication. */
  private static int hundredth(int value) {
    return (int) ((value * 0x51EB851FL) >>> 37);
  }

  /** {@code %ld}; behind it. */
  static int signed(long value, byte[] out, int at) {
    if (value >= 0) {
      return unsigned(value, out, at);
    }
    out[at] = '-';
    return unsigned(-value, out, at + 1); // -2^63 is itself, and right as unsigned
  }

  /** {@code 0x%lx}; behind it. At most 18 bytes. */
  static int hex(long value, byte[] out, int at) {
    out[at] = '0';
    out[at + 1] = 'x';
    int p = at + 2;
    int shift = Math.max(0, 63 - Long.numberOfLeadingZeros(value)) & ~3;
    for (; shift >= 0; shift -= 4) {
      out[p++] = HEX[(int) (value >>> shift) & 15];
    }
    return p;
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
    int seven = hundredth(value);
    int five = hundredth(seven);
    int three = hundredth(five);
    int one = hundredth(three);
    out[at] = (byte) ('0' + one);
    two(three - one * 100, out, at + 1);
    two(five - three * 100, out, at + 3);
    two(seven - five * 100, out, at + 5);
    two(value - seven * 100, out, at + 7);
    return at + 9;
  }

  private static void two(int value, byte[] out, int at) {
    out[at] = TENS[value << 1];
    out[at + 1] = TENS[(value << 1) + 1];
  }

  private static int digits(int value) {
    int n = 1;
    for (int limit = 10; value >= limit; limit *= 10) {
      if (++n == 10) {
        break;
      }
    }
    return n;
  }
}
