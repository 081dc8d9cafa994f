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

  private HeaderScanner() {}

  /**
   * A record as the kernel prints it, at {@code p}. Returns the first byte of the event, or {@link
   * #NO_HEADER}.
   */
  static int kernelHeader(byte[] b, int p, int end, ParsedLine line) {
    // comm has at most 15 bytes, so the first of the 16 is always padding.
    if (end - p <= COMM || b[p] != ' ') {
      return NO_HEADER;
    }
    int commEnd = line.escaped ? EscapedForm.comm(b, p, end) : p + COMM;
    if (commEnd < 0 || b[commEnd] != '-') {
      return NO_HEADER;
    }
    line.commStart = p;
    line.commEnd = commEnd;
    boolean usual = commEnd == p + COMM;
    int event = usual ? line.layout.event(b, p, end, line) : NO_HEADER;
    if (event == NO_HEADER) {
      event = fields(b, commEnd + 1, end, line);
      if (event != NO_HEADER && usual) {
        line.layout.learn(b, p, event, line);
      }
    }
    return event;
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
