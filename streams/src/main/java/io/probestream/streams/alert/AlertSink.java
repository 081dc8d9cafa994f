package io.probestream.streams.alert;

import io.probestream.schemas.alert.Alert;

/** Takes what leaves an {@link Evaluator}, in order. */
public interface AlertSink {
  /** An alert's life went on: to be written under its fingerprint. */
  void alert(Alert alert);

  /** An alert's life is over: a tombstone. */
  void gone(String fingerprint);

  /** The same, with the end of the step that ended it, epoch. */
  default void gone(String fingerprint, long nowMs) {
    gone(fingerprint);
  }
}
