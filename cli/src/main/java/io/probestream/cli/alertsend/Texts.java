package io.probestream.cli.alertsend;

import io.probestream.schemas.alert.Alert;
import java.util.Map;
import java.util.TreeMap;

/** What receivers see of an alert: its labels, and annotations that also say what is not known. */
final class Texts {
  private Texts() {}

  /** By name and severity receivers route and group, whoever wrote the record. */
  static Map<String, String> labels(Alert alert) {
    Map<String, String> labels = new TreeMap<>(alert.labels());
    labels.putIfAbsent(Alert.ALERTNAME, alert.rule());
    labels.putIfAbsent(Alert.SEVERITY, alert.severity());
    return labels;
  }

  /**
   * Unknown is an annotation and no label: with another label it would be another alert, the one
   * that fires would end, and people would be woken on guesswork.
   */
  static Map<String, String> annotations(Alert alert) {
    Map<String, String> annotations = new TreeMap<>(alert.annotations());
    if (alert.state().equals(Alert.UNKNOWN)) {
      annotations.put("state", "unknown");
      annotations.put("reason", alert.reason());
    }
    return annotations;
  }
}
