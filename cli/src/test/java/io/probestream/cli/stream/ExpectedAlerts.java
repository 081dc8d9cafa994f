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
import io.probestream.streams.alert.HostSilence;
import io.probestream.streams.alert.RuleFile;
import io.probestream.streams.alert.RuleSet;
import io.probestream.streams.engine.EngineConfig;
import io.probestream.streams.window.LatencyMerge;
import io.probestream.streams.window.RateMerge;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
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
        - name: PoolRate
          watch: rate
          scope: fleet
          match: {probe: w}
          groupBy: [label.pool]
          window: 400ms
          every: 100ms
          above: 40/s
      completeness: {window: 1s, for: 1s, keepFiringFor: 1s}
      """;

  private final Map<String, Evaluator> hosts = new TreeMap<>();
  private final RuleSet rules;
  private final long windowMs;
  private final int fleetPartitions;

  /** By fingerprint: what is written, "gone" for a tombstone; of hosts with the timestamp. */
  final Map<String, List<String>> alerts = new TreeMap<>();

  private final Map<List<Object>, RatePart> rates = new HashMap<>();
  private final Map<List<Object>, LatencyPart> latencies = new HashMap<>();

  /** In the order in which the log tells them. */
  final List<HostSilence> silences = new ArrayList<>();

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

  /** A final window of the fleet, or of the hosts with those labels alone. */
  private record Part(long endMs, String name, Consumer<Evaluator> give) {}

  /** Of the fleet only what is not behind its raw partition's low watermark. */
  void fleet(RateWindow w, String pool) {
    for (Map<String, String> part : parts(pool)) {
      rates
          .computeIfAbsent(
              List.of(w.probe(), w.startMs(), part == null ? "" : pool),
              key -> new RatePart(part, new RateMerge(w.probe(), w.startMs(), w.endMs())))
          .merge
          .add(w);
    }
  }

  void fleet(LatencyWindow w, String pool) {
    for (Map<String, String> part : parts(pool)) {
      latencies
          .computeIfAbsent(
              List.of(w.function(), w.startMs(), part == null ? "" : pool),
              key -> new LatencyPart(part, new LatencyMerge(w.function(), w.startMs(), w.endMs())))
          .merge
          .add(w);
    }
  }

  private static List<Map<String, String>> parts(String pool) {
    return Arrays.asList(null, Map.of("pool", pool));
  }

  private record RatePart(Map<String, String> part, RateMerge merge) {}

  private record LatencyPart(Map<String, String> part, LatencyMerge merge) {}

  /** The fleet's windows up to then are final. */
  void mergeFleet(long toMs) {
    List<Part> all = new ArrayList<>();
    rates.forEach(
        (key, r) ->
            all.add(
                new Part(
                    r.merge.endMs(),
                    (String) key.get(0),
                    fleet -> fleet.rate(r.part, r.merge.window(true)))));
    latencies.forEach(
        (key, l) ->
            all.add(
                new Part(
                    l.merge.endMs(),
                    (String) key.get(0),
                    fleet -> fleet.latency(l.part, l.merge.window(true)))));
    all.sort(Comparator.comparingLong(Part::endMs));
    for (int p = 0; p < fleetPartitions; p++) {
      Evaluator fleet = Evaluator.ofFleet(p, rules, 0, windowMs, new HeapAlertStore());
      silences.forEach(fleet::silence);
      for (Part each : all) {
        if (partition(each.name) == p) {
          fleet.advance(each.endMs - windowMs, sink(false));
          each.give.accept(fleet);
        }
      }
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
