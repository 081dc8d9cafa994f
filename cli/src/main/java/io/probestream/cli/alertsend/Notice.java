package io.probestream.cli.alertsend;

import io.probestream.schemas.alert.Alert;

/**
 * One alert of a request.
 *
 * @param alert as it is; where it is gone, as it last was
 * @param status never NONE
 * @param gone whether nothing more will be heard of it
 */
record Notice(Alert alert, Status status, boolean gone) {
  String fingerprint() {
    return alert.fingerprint();
  }

  /** When it began to fire, since the epoch. */
  long startMs() {
    return alert.firingSinceMs() != null ? alert.firingSinceMs() : alert.startMs();
  }

  /** When it ended, or {@code nowMs} where that is not known: its end was missed. */
  long endMs(long nowMs) {
    return alert.resolvedAtMs() != null ? alert.resolvedAtMs() : nowMs;
  }
}
