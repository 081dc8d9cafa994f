package io.probestream.collector.pages;

/**
 * How lines of form {@code escaped} print bytes that could end a line or a string: {@code \n \t \"
 * \' \\}, else {@code \xHH}. Bytes from 0x80 on stay. Each byte becomes at most {@link #MAX_BYTES}.
 */
final class Escapes {
  static final int MAX_BYTES = 4;

  private static final byte[] HEX = Numbers.HEX;

  private Escapes() {}

  static boolean isPlain(byte b) {
    return b < 0 || (b >= ' ' && b != '"' && b != '\\' && b != '\'' && b != 0x7f);
  }

  /** Writes one byte; a single quote means nothing inside double ones and stays there. */
  static int put(byte b, boolean inDoubleQuotes, byte[] out, int at) {
    int p = at;
    if (isPlain(b) || (b == '\'' && inDoubleQuotes)) {
      out[p++] = b;
      return p;
    }
    out[p++] = '\\';
    switch (b) {
      case '\n' -> out[p++] = 'n';
      case '\t' -> out[p++] = 't';
      case '"', '\'', '\\' -> out[p++] = b;
      default -> {
        out[p++] = 'x';
        out[p++] = HEX[b >> 4];
        out[p++] = HEX[b & 15];
      }
    }
    return p;
  }
}
