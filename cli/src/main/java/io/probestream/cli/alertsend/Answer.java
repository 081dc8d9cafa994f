package io.probestream.cli.alertsend;

/**
 * What came back from a request.
 *
 * @param status of HTTP; 0 if none came
 * @param reason for people; empty if taken
 * @param retryAfterMs how long the receiver wants to be left alone; 0 if it did not say
 * @param dateMs the receiver's wall clock, to the second; null if it did not say
 */
record Answer(Verdict verdict, int status, String reason, long retryAfterMs, Long dateMs) {
  static Answer none(String reason) {
    return new Answer(Verdict.LATER, 0, reason, 0, null);
  }
}
