package io.probestream.streams.topology;

import io.probestream.schemas.alert.Alert;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Alerts by rule for {@code /metrics}. */
final class AlertMetrics {
  /** Rules, severities and states beyond it are counted as rule {@code (other)}. */
  private static final int MOST_SERIES = 1_000;

  private static final String OTHER = "(other)";

  private AlertMetrics() {}

  /**
   * What is shown.
   *
   * @param alerts of the whole application; null while they are not known, and not shown then
   * @param judged how often this instance has judged an owner's windows
   */
  static List<MetricSnapshot> snapshots(Collection<Alert> alerts, long judged) {
    List<MetricSnapshot> all = new ArrayList<>();
    all.add(
        new CounterSnapshot(
            new MetricMetadata(
                "probestream_alert_evaluations",
                "How often this instance has judged the windows of a host, or of a part of the"
                    + " fleet, by all rules. It stands still where no rules count."),
            List.of(new CounterDataPointSnapshot(judged, Labels.EMPTY, null, 0))));
    if (alerts != null) {
      Map<Labels, Double> counts = new TreeMap<>();
      for (Alert alert : alerts) {
        Labels labels = labels(alert.rule(), alert);
        boolean hasRoom = counts.size() < MOST_SERIES || counts.containsKey(labels);
        counts.merge(hasRoom ? labels : labels(OTHER, alert), 1.0, Double::sum);
      }
      all.add(
          new GaugeSnapshot(
              new MetricMetadata(
                  "probestream_alerts",
                  "Alerts of the whole application that are pending, firing, resolved within 15"
                      + " minutes, or unknown. Each instance shows all of them: do not add them"
                      + " up."),
              counts.entrySet().stream()
                  .map(e -> new GaugeDataPointSnapshot(e.getValue(), e.getKey(), null))
                  .toList()));
    }
    return all;
  }

  private static Labels labels(String rule, Alert alert) {
    return Labels.of("rule", rule, "severity", alert.severity(), "state", alert.state());
  }
}
