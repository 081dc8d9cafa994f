package io.probestream.streams.parse;

import io.probestream.schemas.probe.ProbeKind;
import java.nio.charset.StandardCharsets;

/**
 * The lines of a bare file, where nobody knows the definitions: what looks like a probe is one, a
 * hexadecimal {@code sp} is a stack pointer, {@code ret} a return value.
 *
 * <p>A character between single quotes may be any byte, a newline too. A value that begins with a
 * quote ends at a quote followed by a blank, a comma, a brace or the line's end; while none came
 * the record goes on.
 */
final class LearnedArgs {
  private static final byte[] STACK = " sp=".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] RETVAL = " ret=".getBytes(StandardCharsets.US_ASCII);
  static final byte[] ARROW = " <- ".getBytes(StandardCharsets.US_ASCII);

  private LearnedArgs() {}

  /**
   * The kind by the place between the parentheses: a return has an arrow; an entry has offset 0, or
   * 4 where the kernel moved it behind ENDBR, or no symbol at all.
   */
  static ProbeKind kind(byte[] b, int from, int to) {
    if (Bytes.indexOf(b, from, to, ARROW) >= 0) {
      return ProbeKind.RETURN;
    }
    int plus = from;
    while (plus < to && b[plus] != '+') {
      plus++;
    }
    if (plus == to) {
      return b[from] == '0' ? ProbeKind.ENTRY : ProbeKind.OTHER;
    }
    int slash = plus;
    while (slash < to && b[slash] != '/') {
      slash++;
    }
    boolean start = slash - plus == 4 && b[plus + 1] == '0' && b[plus + 2] == 'x';
    return start && (b[plus + 3] == '0' || b[plus + 3] == '4') ? ProbeKind.ENTRY : ProbeKind.OTHER;
  }

  /** What stands behind the arrow, or in front of the offset. */
  static String symbol(byte[] b, int from, int to) {
    int arrow = Bytes.indexOf(b, from, to, ARROW);
    int start = arrow < 0 ? from : arrow + ARROW.length;
    int end = start;
    while (end < to && b[end] != '+' && b[end] != ' ') {
      end++;
    }
    return new String(b, start, end - start, StandardCharsets.ISO_8859_1);
  }

  /**
   * From behind the place to the record's newline; its index, {@link ArgScanner#OPEN}, or in form
   * {@code escaped} {@link ArgScanner#MISMATCH}.
   */
  static int scan(byte[] b, int p, int end, ParsedLine line) {
    boolean open = false;
    int q = p;
    for (; q < end; q++) {
      byte c = b[q];
      if (line.escaped && c == '\n') {
        return open ? ArgScanner.MISMATCH : q;
      }
      if (line.escaped && c == '\\' && q + 1 < end && b[q + 1] != '\n') {
        q++;
      } else if (open) {
        open = !(c == '"' && q + 1 < end && closes(b[q + 1]));
      } else if (c == '\n') {
        return q;
      } else if (c == '"' && opens(b[q - 1])) {
        open = true;
      } else if (c == '\'' && !line.escaped && opens(b[q - 1])) {
        if (q + 2 >= end) {
          return ArgScanner.OPEN;
        }
        q += b[q + 2] == '\'' ? 2 : 0;
      } else if (c == ' ') {
        pick(b, q, end, line);
      }
    }
    return ArgScanner.OPEN;
  }

  private static boolean opens(byte before) {
    return before == '=' || before == '{' || before == ',';
  }

  private static boolean closes(byte next) {
    return next == ' ' || next == '\n' || next == ',' || next == '}';
  }

  private static void pick(byte[] b, int q, int end, ParsedLine line) {
    if (Bytes.startsWith(b, q, end, STACK)) {
      int from = q + STACK.length;
      int to = wordEnd(b, from, end);
      if (ArgScanner.number(b, from, to, line) && hasLetter(b, from, to)) {
        line.hasStack = true;
        line.stack = line.number;
      }
    } else if (Bytes.startsWith(b, q, end, RETVAL)) {
      int from = q + RETVAL.length;
      if (ArgScanner.number(b, from, wordEnd(b, from, end), line)) {
        line.hasRetval = true;
        line.retval = line.number;
      }
    }
  }

  private static boolean hasLetter(byte[] b, int from, int to) {
    for (int i = from; i < to; i++) {
      if (b[i] >= 'a') {
        return true;
      }
    }
    return false;
  }

  private static int wordEnd(byte[] b, int p, int end) {
    int q = p;
    while (q < end && b[q] != ' ' && b[q] != '\n') {
      q++;
    }
    return q;
  }
}
