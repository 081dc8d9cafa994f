package io.probestream.streams.rollup;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Appends integers as LEB128 varints, seven bits a byte, low bits first. Not thread-safe.
 *
 * <p>Counts of a window are small and many of them 0: a window of 1 s takes a quarter of its JSON.
 */
final class PackWriter {
  private byte[] bytes = new byte[256];
  private int size;

  PackWriter put(int oneByte) {
    if (size == bytes.length) {
      bytes = Arrays.copyOf(bytes, 2 * size);
    }
    bytes[size++] = (byte) oneByte;
    return this;
  }

  /** A value that is seldom negative: those take ten bytes. */
  PackWriter number(long value) {
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      put((int) ((rest & 0x7f) | 0x80));
      rest >>>= 7;
    }
    return put((int) rest);
  }

  /** A value from -1 on. */
  PackWriter orMinusOne(long value) {
    return number(value + 1);
  }

  PackWriter text(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    number(utf8.length);
    for (byte b : utf8) {
      put(b);
    }
    return this;
  }

  /** Booleans as bits, the first one lowest; at most eight. */
  PackWriter flags(boolean... flags) {
    int bits = 0;
    for (int i = 0; i < flags.length; i++) {
      bits |= flags[i] ? 1 << i : 0;
    }
    return put(bits);
  }

  byte[] bytes() {
    return Arrays.copyOf(bytes, size);
  }
}
