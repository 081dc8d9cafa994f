package io.probestream.schemas.alert;

import static io.probestream.schemas.Checks.check;
import static io.probestream.schemas.Checks.epochMs;
import static io.probestream.schemas.Checks.present;

/**
 * What a receiver was last told of an alert; key {@code receiver/fingerprint}. It is written after
 * the receiver has answered, so that a sender which dies in between tells it again.
 *
 * @param receiver its name in the sender's configuration
 * @param sentMs wall clock of the answer, since the epoch
 * @param refused whether the receiver refused it for good
 * @param alert as it was told
 */
public record AlertDelivery(String receiver, long sentMs, boolean refused, Alert alert) {
  public AlertDelivery {
    check(!present(receiver, "receiver").isEmpty(), "receiver is empty");
    epochMs(sentMs, "sentMs");
    present(alert, "alert");
  }
}
