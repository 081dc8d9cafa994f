package io.probestream.streams.parse;

/** Byte helpers of the scanners. */
final class Bytes {
  private Bytes() {}

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
    while (i < to && b[i] != '\n') {
      i++;
    }
    return i;
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

  static int hexDigit(byte b) {
    if (b >= '0' && b <= '9') {
      return b - '0';
    }
    if (b >= 'a' && b <= 'f') {
      return b - 'a' + 10;
    }
    return -1;
  }

  /** Newlines in [from, to). */
  static int countLines(byte[] b, int from, int to) {
    int n = 0;
    for (int i = from; i < to; i++) {
      if (b[i] == '\n') {
        n++;
      }
    }
    return n;
  }
}
