package io.probestream.cli.alertsend;

import io.probestream.schemas.alert.Alert;
import io.probestream.schemas.alert.AlertDelivery;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * What one receiver was last told of each alert. It is changed after the receiver has taken a
 * request, and then saved: a crash in between tells twice, never too little. Not thread-safe.
 */
final class Ledger {
  private final String receiver;
  private final Map<String, AlertDelivery> told = new HashMap<>();
  private final Set<String> unsaved = new LinkedHashSet<>();

  Ledger(String receiver) {
    this.receiver = receiver;
  }

  /** Null if it was told nothing. */
  AlertDelivery get(String fingerprint) {
    return told.get(fingerprint);
  }

  List<String> fingerprints() {
    return new ArrayList<>(told.keySet());
  }

  /** From the topic: saved already. */
  void restore(AlertDelivery delivery) {
    told.put(delivery.alert().fingerprint(), delivery);
  }

  void tell(Alert alert, boolean refused, Now now) {
    told.put(alert.fingerprint(), new AlertDelivery(receiver, now.ms(), refused, alert));
    unsaved.add(alert.fingerprint());
  }

  void forget(String fingerprint) {
    if (told.remove(fingerprint) != null) {
      unsaved.add(fingerprint);
    }
  }

  /** Hands over each change since the last call; null for what is forgotten. */
  void save(BiConsumer<String, AlertDelivery> sink) {
    unsaved.forEach(fingerprint -> sink.accept(fingerprint, told.get(fingerprint)));
    unsaved.clear();
  }
}
