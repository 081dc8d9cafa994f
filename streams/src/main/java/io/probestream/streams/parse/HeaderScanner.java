package io.probestream.streams.parse;

import static io.probestream.streams.parse.Bytes.isDigit;

/**
 * Finds the fields in front of an event: {@code comm-pid [tgid] [cpu] [tgid] [flags] time: }
 * (trace_print_context, trace_print_lat_fmt, trace_print_time).
 */
final class HeaderScanner {
  static final int NO_HEADER = -1;

  /** Width of the task name: {@code "%16s"}. */
  static final int COMM = 16;

  private static final int MAX_PID_DIGITS = 7;
  private static final int MAX_FLAGS = 6;
  private static final int MIN_FLAGS = 4;

  /** More than {@link #usualFields} reads from a record's first byte on. */
  private static final int USUAL_BYTES = 80;

  private static final long BLANKS = 0x2020202020202020L;
  private static final long CPU_FRAME = '[' | (long) ']' << 32 | (long) ' ' << 40;
  private static final long CPU_FRAME_MASK = 0xffff000000ffL;
  private static final long COLON_BLANK = ':' | ' ' << 8;

  private HeaderScanner() {}

  /**
   * A record as the kernel prints it, at {@code p}. Returns the first byte of the event, or {@link
   * #NO_HEADER}.
   */
  static int kernelHeader(byte[] b, int p, int end, ParsedLine line) {
    // comm has at most 15 bytes, so the first of the 16 is always padding.
    if (end - p <= COMM || b[p] != ' ' || b[p + COMM] != '-') {
      return NO_HEADER;
    }
    line.commStart = p;
    line.commEnd = p + COMM;
    int event = end - p < USUAL_BYTES ? NO_HEADER : usualFields(b, p + COMM + 1, line);
    return event == NO_HEADER ? fields(b, p + COMM + 1, end, line) : event;
  }

  /**
   * What nearly every line has, word by word: {@code pid, padded to 7, [cpu, 3 digits] 4 to 6
   * flags, seconds, up to 7 digits, and 6 or 9 decimals}. {@link #NO_HEADER} for all else: then
   * {@link #fields} decides.
   */
  private static int usualFields(byte[] b, int p, ParsedLine line) {
    long word = Bytes.word(b, p);
    int pidDigits = Bytes.digits(word);
    if (pidDigits == 0
        || pidDigits > MAX_PID_DIGITS
        || word >>> (pidDigits << 3) != BLANKS >>> (pidDigits << 3)) {
      return NO_HEADER;
    }
    long cpu = Bytes.word(b, p + 8);
    if ((cpu & CPU_FRAME_MASK) != CPU_FRAME || Bytes.digits(cpu >>> 8) != 3) {
      return NO_HEADER;
    }
    int q = p + 14;
    long flags = Bytes.word(b, q);
    int flagCount = Bytes.firstMark(Bytes.marks(flags, ' '));
    if (flagCount < MIN_FLAGS
        || flagCount > MAX_FLAGS
        || !Bytes.areGraphic(flags, flagCount)
        || isDigit((byte) flags)) {
      return NO_HEADER;
    }
    q += flagCount;
    long notBlank = Bytes.word(b, q) ^ BLANKS;
    q += Bytes.firstMark(notBlank); // 8 if all are blank: then no digit follows at once
    long seconds = Bytes.word(b, q);
    int digits = Bytes.digits(seconds);
    if (digits == 0 || digits == 8 || (byte) (seconds >>> (digits << 3)) != '.') {
      return NO_HEADER;
    }
    q += digits + 1;
    long decimals = Bytes.word(b, q);
    long time = Bytes.number(seconds, digits) * 1_000_000_000;
    int decimalCount = Bytes.digits(decimals);
    if (decimalCount == 6 && decimals >>> 48 == COLON_BLANK) {
      time += Bytes.number(decimals, 6) * 1_000;
      q += 8;
    } else if (decimalCount == 8 && isDigit(b[q + 8]) && b[q + 9] == ':' && b[q + 10] == ' ') {
      time += Bytes.number(decimals, 8) * 10 + (b[q + 8] - '0');
      q += 11;
    } else {
      return NO_HEADER;
    }
    line.pid = (int) Bytes.number(word, pidDigits);
    line.cpu = (int) Bytes.number(cpu >>> 8, 3);
    line.ticks = false;
    line.time = time;
    return q;
  }

  /**
   * A line that another program re-formatted: the first {@code -pid … [cpu] } from which the fields
   * fit; what looks like another behind the time is the event's text. The names of tasks may hold
   * anything, so this is only for bare files.
   */
  static int lenientHeader(byte[] b, int p, int end, ParsedLine line) {
    for (int i = p + 1; i < end; i++) {
      if (b[i] == '-' && i + 1 < end && isDigit(b[i + 1])) {
        int event = fields(b, i + 1, end, line);
        if (event != NO_HEADER) {
          line.commStart = p;
          line.commEnd = i;
          return event;
        }
      }
    }
    return NO_HEADER;
  }

  /** From the pid to the blank behind the time's colon. */
  private static int fields(byte[] b, int p, int end, ParsedLine line) {
    int q = p;
    boolean negative = q < end && b[q] == '-'; // <XXX> has pid -1
    if (negative) {
      q++;
    }
    int digits = q;
    int pid = 0;
    while (q < end && isDigit(b[q]) && q - digits < MAX_PID_DIGITS) {
      pid = pid * 10 + (b[q++] - '0');
    }
    if (q == digits) {
      return NO_HEADER;
    }
    line.pid = negative ? -pid : pid;
    if (q >= end || b[q] != ' ') {
      return NO_HEADER;
    }
    q = skipTgid(b, skipBlanks(b, q, end), end);
    if (q >= end || b[q] != '[') {
      return NO_HEADER;
    }
    digits = ++q;
    int cpu = 0;
    while (q < end && isDigit(b[q]) && q - digits < 6) {
      cpu = cpu * 10 + (b[q++] - '0');
    }
    if (q - digits < 3 || end - q < 2 || b[q] != ']' || b[q + 1] != ' ') {
      return NO_HEADER;
    }
    line.cpu = cpu;
    q = skipFlags(b, skipTgid(b, q + 2, end), end);
    return q < 0 ? NO_HEADER : time(b, skipBlanks(b, q, end), end, line);
  }

  private static int time(byte[] b, int p, int end, ParsedLine line) {
    int q = p;
    long value = 0;
    while (q < end && isDigit(b[q]) && q - p < 19) {
      value = value * 10 + (b[q++] - '0');
    }
    if (q == p || q >= end) {
      return NO_HEADER;
    }
    line.ticks = b[q] != '.';
    if (!line.ticks) {
      int point = q++;
      if (q - p > 11) {
        return NO_HEADER; // more than 10 digits of seconds would overflow
      }
      while (q < end && isDigit(b[q]) && q - point <= 9) {
        value = value * 10 + (b[q++] - '0');
      }
      int decimals = q - point - 1;
      if (decimals == 6) {
        value *= 1_000;
      } else if (decimals != 9) {
        return NO_HEADER;
      }
    }
    if (value < 0 || end - q < 2 || b[q] != ':' || b[q + 1] != ' ') {
      return NO_HEADER;
    }
    line.time = value;
    return q + 2;
  }

  private static int skipBlanks(byte[] b, int p, int end) {
    int q = p;
    while (q < end && b[q] == ' ') {
      q++;
    }
    return q;
  }

  /** Behind {@code ( 123) } or {@code (-------) } and its blanks; {@code p} if there is none. */
  private static int skipTgid(byte[] b, int p, int end) {
    if (p >= end || b[p] != '(') {
      return p;
    }
    int q = p + 1;
    while (q < end && q - p <= 11 && (isDigit(b[q]) || b[q] == ' ' || b[q] == '-')) {
      q++;
    }
    return q < end && b[q] == ')' ? skipBlanks(b, q + 1, end) : p;
  }

  /** Behind the flags; {@code p} if there are none; -1 if what stands there is neither. */
  private static int skipFlags(byte[] b, int p, int end) {
    if (p >= end || b[p] == ' ' || isDigit(b[p])) {
      return p;
    }
    int q = p;
    while (q < end && b[q] > ' ' && q - p <= MAX_FLAGS) {
      q++;
    }
    int length = q - p;
    return length >= MIN_FLAGS && length <= MAX_FLAGS && q < end && b[q] == ' ' ? q : -1;
  }
}
