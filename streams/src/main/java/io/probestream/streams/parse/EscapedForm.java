package io.probestream.streams.parse;

/**
 * What lines of form {@code escaped} do differently: control characters, quotes and backslashes in
 * task names and strings are {@code \n \t \" \' \\} or {@code \xHH}, so that each line is a record
 * and a quote ends its string. A task name has 16 characters, of which an escaped one counts as
 * one.
 */
final class EscapedForm {
  /** No such thing stands here. */
  static final int NONE = -1;

  private EscapedForm() {}

  /** Behind the 16 characters of the task name at {@code p}, or {@link #NONE}. */
  static int comm(byte[] b, int p, int end) {
    if (end - p <= HeaderScanner.COMM) {
      return NONE;
    }
    long first = Bytes.word(b, p);
    long second = Bytes.word(b, p + Long.BYTES);
    if ((Bytes.marks(first, '\\') | Bytes.marks(second, '\\')) == 0) {
      return Bytes.newlineIn16(b, p) ? NONE : p + HeaderScanner.COMM;
    }
    int q = p;
    for (int n = 0; n < HeaderScanner.COMM && q != NONE; n++) {
      q = character(b, q, end);
    }
    return q == end ? NONE : q;
  }

  /** Behind the string, character or array of them at {@code p}, or {@link #NONE}. */
  static int value(byte[] b, int p, int end) {
    if (p >= end || b[p] != '{') {
      return quoted(b, p, end);
    }
    int q = p + 1;
    while (q < end && b[q] != '}' && b[q] != '\n') {
      q = b[q] == '"' || b[q] == '\'' ? quoted(b, q, end) : q + 1;
      if (q == NONE) {
        return NONE;
      }
    }
    return q < end && b[q] == '}' ? q + 1 : NONE;
  }

  private static int quoted(byte[] b, int p, int end) {
    if (p >= end || (b[p] != '"' && b[p] != '\'')) {
      return NONE;
    }
    int q = p + 1;
    while (q != NONE && q < end && b[q] != b[p]) {
      q = character(b, q, end);
    }
    return q == NONE || q >= end ? NONE : q + 1;
  }

  private static int character(byte[] b, int p, int end) {
    int length = p < end ? length(b, p, end) : 0;
    return length == 0 ? NONE : p + length;
  }

  /** Bytes of the character at {@code p}: 1, more for an escape, 0 for what cannot stand there. */
  static int length(byte[] b, int p, int end) {
    if (b[p] != '\\') {
      return b[p] == '\n' ? 0 : 1;
    }
    int left = end - p;
    return switch (left > 1 ? b[p + 1] : 0) {
      case 'n', 't', '"', '\'', '\\' -> 2;
      case 'x' -> left >= 4 && (Bytes.hexDigit(b[p + 2]) | Bytes.hexDigit(b[p + 3])) >= 0 ? 4 : 0;
      default -> 0;
    };
  }

  /** The byte that the escape at {@code p} stands for; {@link #length} has seen it. */
  static int decoded(byte[] b, int p) {
    return switch (b[p + 1]) {
      case 'n' -> '\n';
      case 't' -> '\t';
      case 'x' -> Bytes.hexDigit(b[p + 2]) << 4 | Bytes.hexDigit(b[p + 3]);
      default -> b[p + 1];
    };
  }
}
