package io.probestream.streams.parse;

/** Text as the kernel or the agent printed it, made readable. */
final class PrintedText {
  private PrintedText() {}

  /**
   * Printable ASCII, all other bytes as {@code \xNN} whatever the form; allocates.
   *
   * @param most characters at most: what is longer is cut
   */
  static String of(byte[] b, int from, int to, boolean escaped, int most) {
    StringBuilder text = new StringBuilder();
    for (int i = from, n; i < to && text.length() < most; i += n) {
      n = escaped ? Math.max(1, EscapedForm.length(b, i, to)) : 1;
      int c = n == 1 ? b[i] & 0xff : EscapedForm.decoded(b, i);
      if (c >= 0x20 && c < 0x7f && c != '\\') {
        text.append((char) c);
      } else {
        text.append(String.format("\\x%02x", c));
      }
    }
    text.setLength(Math.min(most, text.length()));
    return text.toString();
  }
}
