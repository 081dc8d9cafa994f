package io.probestream.streams.parse;

/** Takes what a {@link LineParser} finds, in order. */
public interface LineSink {
  /** A record of a known or learned probe. */
  void event(ParsedLine line);

  /** A record with a valid header and a foreign event. */
  void other(ParsedLine line);

  /**
   * A {@code LOST} line.
   *
   * @param cpu whose buffer lost
   * @param count how many; 0 if the kernel did not say
   */
  void lost(int cpu, long count);

  /**
   * A line that is no trace output.
   *
   * @param from first byte in {@code buffer}
   * @param to behind the last byte
   * @param offset of the fault, from {@code from}
   */
  void malformed(byte[] buffer, int from, int to, String reason, int offset);
}
