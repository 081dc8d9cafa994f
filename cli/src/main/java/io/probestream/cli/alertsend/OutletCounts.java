package io.probestream.cli.alertsend;

/** What one receiver's outlet has done in this process, for a scrape. Thread-safe. */
final class OutletCounts {
  /**
   * As of one moment.
   *
   * @param taken requests that the receiver took
   * @param failed requests that it did not take, and that are made again
   * @param refused requests that it will never take
   * @param alerts alerts of the requests taken
   * @param dead alerts given up
   * @param behind alerts that it knows otherwise than they are
   * @param failures since the last success
   * @param backoffMs how long it is left alone after the last failure
   * @param takenMs wall clock of the last success; 0 for none
   */
  record Snapshot(
      long taken,
      long failed,
      long refused,
      long alerts,
      long dead,
      int behind,
      int failures,
      long backoffMs,
      long takenMs) {}

  private long taken;
  private long failed;
  private long refused;
  private long alerts;
  private long dead;
  private int behind;
  private int failures;
  private long backoffMs;
  private long takenMs;

  synchronized void answered(Answer answer, int ofAlerts, Now now) {
    switch (answer.verdict()) {
      case TAKEN -> {
        taken++;
        alerts += ofAlerts;
        takenMs = now.ms();
      }
      case LATER -> failed++;
      case REFUSED -> refused++;
    }
  }

  synchronized void buried(int ofAlerts) {
    dead += ofAlerts;
  }

  synchronized void failing(int times, long waitMs) {
    failures = times;
    backoffMs = waitMs;
  }

  synchronized void state(int nowBehind, int nowFailures) {
    behind = nowBehind;
    failures = nowFailures;
    backoffMs = nowFailures == 0 ? 0 : backoffMs;
  }

  synchronized Snapshot snapshot() {
    return new Snapshot(taken, failed, refused, alerts, dead, behind, failures, backoffMs, takenMs);
  }
}
