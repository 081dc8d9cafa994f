package io.probestream.streams.parse;

/** Newlines in bytes, for who cuts chunks of lines without parsing them. */
public final class Lines {
  private Lines() {}

  /** Index of the next newline in [from, to), or {@code to}. */
  public static int end(byte[] bytes, int from, int to) {
    return Bytes.lineEnd(bytes, from, to);
  }

  /** Newlines in [from, to). */
  public static int count(byte[] bytes, int from, int to) {
    return Bytes.countLines(bytes, from, to);
  }
}
