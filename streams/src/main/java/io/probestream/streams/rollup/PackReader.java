package io.probestream.streams.rollup;

import java.nio.charset.StandardCharsets;

/** Reads what {@link PackWriter} wrote. Not thread-safe. */
final class PackReader {
  private final byte[] bytes;
  private int at;

  PackReader(byte[] bytes) {
    this.bytes = bytes;
  }

  int get() {
    if (at >= bytes.length) {
      throw new IllegalArgumentException("a packed value ends at byte " + at);
    }
    return bytes[at++] & 0xff;
  }

  long number() {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      int b = get();
      value |= (long) (b & 0x7f) << shift;
      if (b < 0x80) {
        return value;
      }
    }
    throw new IllegalArgumentException("a packed number does not end at byte " + at);
  }

  int integer() {
    return Math.toIntExact(number());
  }

  long orMinusOne() {
    return number() - 1;
  }

  String text() {
    int length = integer();
    if (length > bytes.length - at) {
      throw new IllegalArgumentException("a packed text ends behind byte " + bytes.length);
    }
    String text = new String(bytes, at, length, StandardCharsets.UTF_8);
    at += length;
    return text;
  }

  /** Throws unless the format is the one that is known. */
  PackReader version(int known) {
    int version = get();
    if (version != known) {
      throw new IllegalArgumentException(
          "unknown format version " + version + " of a roll-up; another probestream wrote it");
    }
    return this;
  }

  static boolean flag(int bits, int index) {
    return ((bits >> index) & 1) != 0;
  }
}
