package io.probestream.streams.parse;

import static io.probestream.streams.parse.Bytes.hexDigit;
import static io.probestream.streams.parse.Bytes.isDigit;

import java.nio.charset.StandardCharsets;

/**
 * Walks the arguments of a probe's line (trace_probe_print_args) to the record's end, and picks up
 * the stack pointer and the return value on the way.
 */
final class ArgScanner {
  /** The record goes on behind the bytes at hand: a string is open. */
  static final int OPEN = -1;

  /** The arguments are not those of the definition. */
  static final int MISMATCH = -2;

  /** {@code 0x} and 16 digits. */
  private static final int ADDRESS_BYTES = 18;

  private static final byte[] FAULT = "(fault)".getBytes(StandardCharsets.US_ASCII);

  private ArgScanner() {}

  /**
   * From behind the place's closing parenthesis to the record's newline. Returns its index, {@link
   * #OPEN} or {@link #MISMATCH}.
   */
  static int known(byte[] b, int p, int end, ProbeShape shape, ParsedLine line) {
    return args(b, p, end, shape, 0, line);
  }

  private static int args(byte[] b, int p, int end, ProbeShape shape, int first, ParsedLine line) {
    int q = p;
    for (int i = first; i < shape.argNames.length; i++) {
      if (!isNamed(b, q, end, shape, i)) {
        return MISMATCH;
      }
      q += shape.argNames[i].length;
      if (i == shape.stackArg && isAddress(b, q, end, line)) {
        line.hasStack = true;
        line.stack = line.number;
        q += ADDRESS_BYTES;
        continue;
      }
      if (i == shape.retvalArg) {
        int behind = fewDigits(b, q, end, line);
        if (behind > q) {
          line.hasRetval = true;
          line.retval = line.number;
          q = behind;
          continue;
        }
      }
      if (shape.argForms[i] == ProbeShape.ArgForm.STRING) {
        return string(b, q, end, shape, i, line);
      }
      int value = q;
      q =
          shape.argForms[i] == ProbeShape.ArgForm.WORD
              ? word(b, q, end)
              : phrase(b, q, end, shape, i);
      if (q == value) {
        return MISMATCH;
      }
      if (i == shape.stackArg && !stack(b, value, q, line)) {
        return MISMATCH;
      }
      if (i == shape.retvalArg && !retval(b, value, q, shape, line)) {
        return MISMATCH;
      }
    }
    return q < end && b[q] == '\n' ? q : MISMATCH;
  }

  /**
   * Where the value of one argument of a whole record ends; where it begins is in the line's
   * number. {@link #MISMATCH} if it has none.
   */
  static int value(byte[] b, int p, int end, ProbeShape shape, int wanted, ParsedLine line) {
    int q = p;
    for (int i = 0; i <= wanted; i++) {
      q += shape.argNames[i].length;
      int from = q;
      q =
          switch (shape.argForms[i]) {
            case WORD -> word(b, q, end);
            case PHRASE -> phrase(b, q, end, shape, i);
            case STRING -> stringEnd(b, q, end, shape, i, line);
          };
      if (q <= from) {
        return MISMATCH;
      }
      line.number = from;
    }
    return q;
  }

  private static boolean isNamed(byte[] b, int p, int end, ProbeShape shape, int arg) {
    long mask = shape.argMasks[arg];
    return (mask != 0 && end - p >= Long.BYTES)
        ? (Bytes.word(b, p) & mask) == shape.argWords[arg]
        : Bytes.startsWith(b, p, end, shape.argNames[arg]);
  }

  /** Whether a kernel address is the whole value at {@code p}; then it is in the line's number. */
  private static boolean isAddress(byte[] b, int p, int end, ParsedLine line) {
    if (end - p <= ADDRESS_BYTES || b[p] != '0' || b[p + 1] != 'x') {
      return false;
    }
    byte behind = b[p + ADDRESS_BYTES];
    return (behind == '\n' || behind == ' ') && sixteenHexDigits(b, p + 2, line);
  }

  /** Behind the whole value at {@code p} if it is at most seven digits, which are in the number. */
  private static int fewDigits(byte[] b, int p, int end, ParsedLine line) {
    if (end - p < Long.BYTES) {
      return p;
    }
    long word = Bytes.word(b, p);
    int digits = Bytes.digits(word);
    if (digits == 0 || digits == Long.BYTES) {
      return p;
    }
    byte behind = (byte) (word >>> (digits << 3));
    if (behind != ' ' && behind != '\n') {
      return p;
    }
    line.number = Bytes.number(word, digits);
    return p + digits;
  }

  private static int word(byte[] b, int p, int end) {
    return Bytes.next(b, p, end, ' ');
  }

  /** A value with blanks in it ends at the next argument's name, or at the line's end. */
  private static int phrase(byte[] b, int p, int end, ProbeShape shape, int arg) {
    int lineEnd = Bytes.lineEnd(b, p, end);
    if (arg + 1 == shape.argNames.length) {
      return lineEnd;
    }
    int next = Bytes.indexOf(b, p, lineEnd, shape.argNames[arg + 1]);
    return next < 0 ? p : next;
  }

  /**
   * A string ends at the first place from which the rest of the argument list fits up to a line's
   * end. The kernel prints strings unescaped, so quotes and newlines inside mean nothing; in form
   * {@code escaped} the quote ends it.
   */
  private static int string(byte[] b, int p, int end, ProbeShape shape, int arg, ParsedLine line) {
    int stringEnd = stringEnd(b, p, end, shape, arg, line);
    return stringEnd < 0 ? stringEnd : line.restEnd;
  }

  /** Where it ends; where the rest does is in the line. */
  private static int stringEnd(
      byte[] b, int p, int end, ProbeShape shape, int arg, ParsedLine line) {
    if (Bytes.startsWith(b, p, end, FAULT)) {
      return behind(b, p + FAULT.length, end, shape, arg, line);
    }
    if (p >= end && !line.escaped) {
      return OPEN;
    }
    if (line.escaped) {
      int behind = EscapedForm.value(b, p, end);
      return behind < 0 ? MISMATCH : behind(b, behind, end, shape, arg, line);
    }
    byte open = b[p];
    byte close = open == '{' ? (byte) '}' : open;
    if (open != '"' && open != '{' && open != '\'') {
      return MISMATCH;
    }
    boolean last = arg + 1 == shape.argNames.length;
    byte[] next = last ? null : shape.argNames[arg + 1];
    for (int q = p + 1; q < end; q++) {
      if (b[q] != close) {
        continue;
      }
      if (last ? q + 1 < end && b[q + 1] == '\n' : Bytes.startsWith(b, q + 1, end, next)) {
        int behind = behind(b, q + 1, end, shape, arg, line);
        if (behind != MISMATCH) {
          return behind;
        }
      }
    }
    return OPEN;
  }

  /** The same place if the rest of the arguments fits there, else what is wrong with it. */
  private static int behind(byte[] b, int p, int end, ProbeShape shape, int arg, ParsedLine line) {
    line.restEnd = args(b, p, end, shape, arg + 1, line);
    return line.restEnd < 0 ? line.restEnd : p;
  }

  private static boolean stack(byte[] b, int from, int to, ParsedLine line) {
    line.hasStack = number(b, from, to, line);
    line.stack = line.number;
    return line.hasStack;
  }

  private static boolean retval(byte[] b, int from, int to, ProbeShape shape, ParsedLine line) {
    line.hasRetval = number(b, from, to, line);
    line.retval = shape.retvalIs32Bit ? (int) line.number : line.number;
    return line.hasRetval;
  }

  /**
   * Decimal, or hexadecimal with 0x, or as 3.10 prints it: without, if a letter gives it away. Into
   * {@code line.number}.
   */
  static boolean number(byte[] b, int from, int to, ParsedLine line) {
    if (to - from > 2 && b[from] == '0' && b[from + 1] == 'x') {
      return hex(b, from + 2, to, line);
    }
    return decimal(b, from, to, line) || hex(b, from, to, line);
  }

  private static boolean hex(byte[] b, int from, int to, ParsedLine line) {
    if (from == to || to - from > 16) {
      return false;
    }
    if (to - from == 16) {
      return sixteenHexDigits(b, from, line);
    }
    long value = 0;
    for (int q = from; q < to; q++) {
      int digit = hexDigit(b[q]);
      if (digit < 0) {
        return false;
      }
      value = value << 4 | digit;
    }
    line.number = value;
    return true;
  }

  /** Stack pointers of a task mostly begin as the one before. */
  private static boolean sixteenHexDigits(byte[] b, int from, ParsedLine line) {
    long highText = Bytes.word(b, from);
    if (highText != line.highText) {
      long high = Bytes.hex(highText);
      if (high < 0) {
        return false;
      }
      line.highText = highText;
      line.high = high << 32;
    }
    long low = Bytes.hex(Bytes.word(b, from + Long.BYTES));
    line.number = line.high | low;
    return low >= 0;
  }

  private static boolean decimal(byte[] b, int from, int to, ParsedLine line) {
    int q = from;
    long value = 0;
    boolean negative = q < to && b[q] == '-';
    if (negative) {
      q++;
    }
    if (q == to || to - q > 20) {
      return false;
    }
    for (; q < to; q++) {
      if (!isDigit(b[q])) {
        return false;
      }
      value = value * 10 + (b[q] - '0');
    }
    line.number = negative ? -value : value;
    return true;
  }
}
