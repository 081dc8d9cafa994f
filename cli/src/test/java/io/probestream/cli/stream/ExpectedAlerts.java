package io.probestream.cli.stream;

import io.probestream.schemas.Json;
import io.probestream.schemas.alert.Alert;
import io.probestream.schemas.raw.AlertRules;
import io.probestream.schemas.raw.RawMeta;
import io.probestream.schemas.raw.Status;
import io.probestream.schemas.window.LatencyWindow;
import io.probestream.schemas.window.MissedWindow;
import io.probestream.schemas.window.RateWindow;
import io.probestream.streams.alert.AlertSink;
import io.probestream.streams.alert.Evaluator;
import io.probestream.streams.alert.HeapAlertStore;
import io.probestream.streams.alert.RuleFile;
import io.probestream.streams.alert.RuleSet;
import io.probestream.streams.engine.EngineConfig;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * What the evaluator makes of windows, without Kafka and without a restart. The rules stand at the
 * beginning of each raw partition and count from there on.
 */
final class ExpectedAlerts {
  /** Of windows of 20 ms over the calls of {@link MadeRawLog}: begin, end and wait many times. */
  static final String RULES =
      """
      rules:
        - name: SlowWrites
          watch: latency
          quantile: 90%
          window: 400ms
          every: 100ms
          above: 6ms
          resolve: 5ms
          for: 200ms
          keepFiringFor: 300ms
          minCompleteness: 50%
          annotations: {summary: "{{ rule }} on {{ labels.host }}"}
        - name: Change
          watch: rate
          match: {probe: [w]}
          window: 200ms
          above: 150%
          baseline: 2s
        - name: Missed
          watch: missed
          window: 1s
          above: 2
        - name: Silent
          watch: silence
          window: 1s
          above: 15s
        - name: FleetRate
          watch: rate
          scope: fleet
          window: 100ms
          every: 20ms
          above: 60/s
          for: 60ms
      completeness: {window: 1s, for: 1s, keepFiringFor: 1s}
      """;

  private final Map<String, Evaluator> hosts = new TreeMap<>();
  private final RuleSet rules;
  private final long windowMs;
  private final int fleetPartitions;

  /** By fingerprint: what is written, "gone" for a tombstone; of hosts with the timestamp. */
  final Map<String, List<String>> alerts = new TreeMap<>();

  private long timestampMs;

  ExpectedAlerts(RuleSet rules, EngineConfig config, int fleetPartitions) {
    this.rules = rules;
    this.windowMs = config.windowMs();
    this.fleetPartitions = fleetPartitions;
  }

  static RuleSet rules() {
    return RuleFile.parse("test", RULES);
  }

  /** Puts the rules into each partition of the raw topic, which is empty. */
  static void publishRules(String bootstrap, String raw, int partitions, long recordMs)
      throws ExecutionException, InterruptedException {
    AlertRules told = new AlertRules(rules().hash(), 0, RULES);
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", bootstrap),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      for (int p = 0; p < partitions; p++) {
        producer
            .send(
                new ProducerRecord<>(
                    raw, p, recordMs, null, Json.bytes(told), RawMeta.rules().toHeaders()))
            .get();
      }
    }
  }

  private Evaluator host(String host) {
    return hosts.computeIfAbsent(
        host, h -> Evaluator.ofHost(h, rules, 0, windowMs, new HeapAlertStore()));
  }

  void at(long recordMs) {
    timestampMs = recordMs;
  }

  void rate(RateWindow window) {
    host(window.host()).rate(window);
  }

  void latency(LatencyWindow window) {
    host(window.host()).latency(window);
  }

  void missed(MissedWindow window) {
    host(window.host()).missed(window);
  }

  void status(String host, String session, byte[] value) {
    host(host).status(session, Json.read(value, Status.class));
  }

  void time(String host, long beforeMs, long toldMs) {
    if (toldMs > beforeMs) {
      host(host).advance(toldMs, sink(true));
    }
  }

  /** The fleet's windows, by start, all of them final. */
  void fleet(List<RateWindow> rates, List<LatencyWindow> latencies, long toMs) {
    for (int p = 0; p < fleetPartitions; p++) {
      Evaluator fleet = Evaluator.ofFleet(p, rules, 0, windowMs, new HeapAlertStore());
      TreeMap<Long, List<Runnable>> byTime = new TreeMap<>();
      for (RateWindow w : rates) {
        if (partition(w.probe()) == p) {
          byTime.computeIfAbsent(w.endMs(), ms -> new ArrayList<>()).add(() -> fleet.rate(w));
        }
      }
      for (LatencyWindow w : latencies) {
        if (partition(w.function()) == p) {
          byTime.computeIfAbsent(w.endMs(), ms -> new ArrayList<>()).add(() -> fleet.latency(w));
        }
      }
      byTime.forEach(
          (endMs, windows) -> {
            windows.forEach(Runnable::run);
            fleet.advance(endMs, sink(false));
          });
      fleet.advance(toMs, sink(false));
    }
  }

  private int partition(String name) {
    return BuiltInPartitioner.partitionForKey(
        name.getBytes(StandardCharsets.UTF_8), fleetPartitions);
  }

  private AlertSink sink(boolean ofHost) {
    return new AlertSink() {
      @Override
      public void alert(Alert alert) {
        add(alerts, alert.fingerprint(), ofHost ? timestampMs : alert.endMs(), Json.bytes(alert));
      }

      @Override
      public void gone(String fingerprint) {
        add(alerts, fingerprint, timestampMs, null);
      }
    };
  }

  /** A tombstone's time is left out: of the fleet it depends on when it was found. */
  static void add(
      Map<String, List<String>> alerts, String fingerprint, long recordMs, byte[] value) {
    alerts
        .computeIfAbsent(fingerprint, f -> new ArrayList<>())
        .add(value == null ? "gone" : recordMs + " " + new String(value, StandardCharsets.UTF_8));
  }
}
