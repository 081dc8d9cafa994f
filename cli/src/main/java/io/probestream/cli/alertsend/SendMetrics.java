package io.probestream.cli.alertsend;

import io.probestream.schemas.alert.Alert;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongFunction;

/** The sender's own metrics for Prometheus. Thread-safe. */
final class SendMetrics implements MultiCollector {
  private final Map<String, OutletCounts> receivers = new TreeMap<>();
  private boolean active;
  private Map<String, Long> states = Map.of();
  private long unreadable;

  SendMetrics(SendSettings settings) {
    settings.receivers().forEach(r -> receivers.put(r.name(), new OutletCounts()));
  }

  OutletCounts of(String receiver) {
    return receivers.get(receiver);
  }

  synchronized void unreadable(long records) {
    unreadable = records;
  }

  synchronized void picture(boolean delivers, Collection<Alert> alerts) {
    active = delivers;
    Map<String, Long> counted = new TreeMap<>();
    alerts.forEach(a -> counted.merge(a.state(), 1L, Long::sum));
    states = counted;
  }

  @Override
  public synchronized MetricSnapshots collect() {
    Map<String, OutletCounts.Snapshot> all = new TreeMap<>();
    receivers.forEach((name, counts) -> all.put(name, counts.snapshot()));
    return new MetricSnapshots(
        gauge(
            "probestream_alert_send_active",
            "1 if this sender delivers, 0 if it stands by or still reads.",
            List.of(point(active ? 1 : 0, Labels.EMPTY))),
        gauge(
            "probestream_alert_send_picture",
            "Alerts of the topic by state.",
            states.entrySet().stream()
                .map(e -> point(e.getValue(), Labels.of("state", e.getKey())))
                .toList()),
        new CounterSnapshot(
            new MetricMetadata(
                "probestream_alert_send_unreadable_records",
                "Records of the topic that are no alerts and were passed over."),
            List.of(new CounterDataPointSnapshot(unreadable, Labels.EMPTY, null, 0))),
        posts(all),
        ofReceivers(
            all,
            "probestream_alert_send_alerts",
            "Alerts of the requests that a receiver took, repetitions included.",
            OutletCounts.Snapshot::alerts),
        ofReceivers(
            all,
            "probestream_alert_send_dead_alerts",
            "Alerts that a receiver refused for good; they are in the topic of dead letters.",
            OutletCounts.Snapshot::dead),
        gaugeOf(
            all,
            "probestream_alert_send_behind",
            "Alerts that a receiver knows otherwise than they are: grouped ones wait a while,"
                + " more of them mean that it does not take them.",
            s -> s.behind()),
        gaugeOf(
            all,
            "probestream_alert_send_failures",
            "Requests that failed since the last that did not.",
            s -> s.failures()),
        gaugeOf(
            all,
            "probestream_alert_send_backoff_seconds",
            "How long the receiver is left alone after the last failure.",
            s -> s.backoffMs() / 1e3),
        gaugeOf(
            all,
            "probestream_alert_send_last_success_timestamp_seconds",
            "When the receiver last took a request, since unix epoch; 0 for not yet.",
            s -> s.takenMs() / 1e3),
        gauge(
            "process_start_time_seconds",
            "Start time of the process since unix epoch in seconds.",
            List.of(
                point(ManagementFactory.getRuntimeMXBean().getStartTime() / 1e3, Labels.EMPTY))));
  }

  private static CounterSnapshot posts(Map<String, OutletCounts.Snapshot> all) {
    List<CounterDataPointSnapshot> points = new ArrayList<>();
    all.forEach(
        (name, s) -> {
          points.add(outcome(name, "taken", s.taken()));
          points.add(outcome(name, "failed", s.failed()));
          points.add(outcome(name, "refused", s.refused()));
        });
    return new CounterSnapshot(
        new MetricMetadata(
            "probestream_alert_send_posts",
            "Requests by outcome: taken, failed (made again later), refused for good."),
        points);
  }

  private static CounterDataPointSnapshot outcome(String receiver, String outcome, long count) {
    Labels labels = Labels.of("receiver", receiver, "outcome", outcome);
    return new CounterDataPointSnapshot(count, labels, null, 0);
  }

  private static CounterSnapshot ofReceivers(
      Map<String, OutletCounts.Snapshot> all,
      String name,
      String help,
      ToLongFunction<OutletCounts.Snapshot> value) {
    List<CounterDataPointSnapshot> points = new ArrayList<>();
    all.forEach(
        (receiver, s) ->
            points.add(
                new CounterDataPointSnapshot(
                    value.applyAsLong(s), Labels.of("receiver", receiver), null, 0)));
    return new CounterSnapshot(new MetricMetadata(name, help), points);
  }

  private static GaugeSnapshot gaugeOf(
      Map<String, OutletCounts.Snapshot> all,
      String name,
      String help,
      java.util.function.ToDoubleFunction<OutletCounts.Snapshot> value) {
    List<GaugeDataPointSnapshot> points = new ArrayList<>();
    all.forEach(
        (receiver, s) ->
            points.add(point(value.applyAsDouble(s), Labels.of("receiver", receiver))));
    return gauge(name, help, points);
  }

  private static GaugeSnapshot gauge(
      String name, String help, List<GaugeDataPointSnapshot> points) {
    return new GaugeSnapshot(new MetricMetadata(name, help), points);
  }

  private static GaugeDataPointSnapshot point(double value, Labels labels) {
    return new GaugeDataPointSnapshot(value, labels, null);
  }
}
