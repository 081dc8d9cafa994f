package io.probestream.cli.alertsend;

import io.probestream.schemas.alert.Alert;
import io.probestream.schemas.alert.AlertDelivery;

/** What a receiver is to know of an alert. */
enum Status {
  /** Nothing: it is pending, or unknown and did not fire before. */
  NONE,
  FIRING,
  RESOLVED;

  /**
   * From the alert as it is and as the receiver was last told.
   *
   * @param alert null if it is gone
   * @param told null if the receiver was told nothing
   */
  static Status of(Alert alert, AlertDelivery told) {
    if (alert != null && alert.firing()) {
      return FIRING;
    }
    boolean wasFiring = told != null && told.alert().firing();
    boolean ended = alert != null && alert.state().equals(Alert.RESOLVED);
    return wasFiring || ended ? RESOLVED : NONE;
  }
}
