package io.probestream.streams.parse;

import static io.probestream.streams.parse.Bytes.isDigit;

import java.nio.charset.StandardCharsets;

/**
 * {@code CPU:1 [LOST 4096 EVENTS]}, {@code CPU:1 [LOST EVENTS]} (print_trace_line), and trace-cmd's
 * {@code CPU:1 [4096 EVENTS DROPPED]}.
 */
final class LostLine {
  private static final byte[] CPU = ascii("CPU:");
  private static final byte[] LOST = ascii(" [LOST ");
  private static final byte[] DROPPED = ascii(" [");
  private static final byte[] EVENTS = ascii("EVENTS]");
  private static final byte[] EVENTS_DROPPED = ascii(" EVENTS DROPPED]");

  private LostLine() {}

  /**
   * Whether the line is one; then cpu and count are in {@code line.cpu} and {@code line.number}.
   */
  static boolean parse(byte[] b, int p, int lineEnd, ParsedLine line) {
    if (!Bytes.startsWith(b, p, lineEnd, CPU)) {
      return false;
    }
    int q = number(b, p + CPU.length, lineEnd, line);
    if (q < 0 || line.number > 1 << 20) {
      return false;
    }
    line.cpu = (int) line.number;
    line.number = 0;
    if (Bytes.startsWith(b, q, lineEnd, LOST)) {
      q += LOST.length;
      int counted = number(b, q, lineEnd, line);
      if (counted > 0) {
        q = counted < lineEnd && b[counted] == ' ' ? counted + 1 : lineEnd;
      }
      return Bytes.startsWith(b, q, lineEnd, EVENTS) && q + EVENTS.length == lineEnd;
    }
    if (Bytes.startsWith(b, q, lineEnd, DROPPED)) {
      q = number(b, q + DROPPED.length, lineEnd, line);
      return q > 0
          && Bytes.startsWith(b, q, lineEnd, EVENTS_DROPPED)
          && q + EVENTS_DROPPED.length == lineEnd;
    }
    return false;
  }

  /** Reads digits into {@code line.number}; behind them, or -1. */
  private static int number(byte[] b, int p, int end, ParsedLine line) {
    int q = p;
    long value = 0;
    while (q < end && isDigit(b[q]) && q - p < 18) {
      value = value * 10 + (b[q++] - '0');
    }
    if (q == p) {
      return -1;
    }
    line.number = value;
    return q;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
