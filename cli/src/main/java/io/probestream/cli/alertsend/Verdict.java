package io.probestream.cli.alertsend;

/** What the answer to a request means. */
enum Verdict {
  /** It has it. */
  TAKEN,
  /** It may take the same later. */
  LATER,
  /** It will never take this. */
  REFUSED;

  /**
   * Of an HTTP status. What says that the receiver is wrong (its address, our credentials), and not
   * the request, is no reason to give an alert up: somebody will mend it.
   */
  static Verdict of(int status) {
    if (status >= 200 && status < 300) {
      return TAKEN;
    }
    return switch (status) {
      case 401, 403, 404, 405, 407, 408, 421, 425, 429 -> LATER;
      default -> status >= 400 && status < 500 ? REFUSED : LATER;
    };
  }
}
