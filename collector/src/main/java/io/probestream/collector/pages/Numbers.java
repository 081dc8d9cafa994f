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

  /** {@code 0x%lx}; behind it. At most 18 bytes. */
  static int hex(long value, byte[] out, int at) {
    out[at] = '0';
    out[at + 1] = 'x';
    int digits = Math.max(1, (67 - Long.numberOfLeadingZeros(value)) >> 2);
    int end = at + 2 + digits;
    long rest = value;
    for (int p = end; p > at + 2; rest >>>= 4) {
      out[--p] = HEX[(int) rest & 15];
    }
    return end;
  }

  /** {@code %0Nu}; behind it. */
  static int padded(long value, int width, byte[] out, int at) {
    long rest = value;
    for (int p = at + width; p > at; rest /= 10) {
      out[--p] = (byte) ('0' + rest % 10);
    }
    return at + width;
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
