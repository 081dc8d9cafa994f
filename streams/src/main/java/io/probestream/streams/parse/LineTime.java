package io.probestream.streams.parse;

/**
 * Finds only the time in a line's header, for who paces or cuts lines without parsing them. Reused
 * for every line, allocates nothing; not thread-safe.
 */
public final class LineTime {
  private final ParsedLine line = new ParsedLine();

  /** Whether the line in {@code bytes[from, to)} has a header with a time. */
  public boolean scan(byte[] bytes, int from, int to) {
    return HeaderScanner.kernelHeader(bytes, from, to, line) != HeaderScanner.NO_HEADER
        || HeaderScanner.lenientHeader(bytes, from, to, line) != HeaderScanner.NO_HEADER;
  }

  /** The time of the last line that {@link #scan} accepted: nanoseconds, or ticks. */
  public long value() {
    return line.time;
  }

  /** Whether that time was printed as seconds; otherwise it counts ticks. */
  public boolean isSeconds() {
    return !line.ticks;
  }
}
