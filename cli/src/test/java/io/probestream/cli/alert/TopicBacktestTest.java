package io.probestream.cli.alert;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.probestream.cli.Captures;
import io.probestream.cli.Cli;
import io.probestream.cli.analyze.Analysis;
import io.probestream.cli.broker.BrokerOptions;
import io.probestream.cli.broker.EmbeddedBroker;
import io.probestream.schemas.Json;
import io.probestream.schemas.Keys;
import io.probestream.schemas.Topics;
import io.probestream.schemas.alert.Alert;
import io.probestream.schemas.raw.Counters;
import io.probestream.schemas.raw.Form;
import io.probestream.schemas.raw.RawMeta;
import io.probestream.schemas.raw.RecordType;
import io.probestream.schemas.raw.Status;
import io.probestream.schemas.window.LatencyWindow;
import io.probestream.schemas.window.MissedWindow;
import io.probestream.schemas.window.RateWindow;
import io.probestream.streams.engine.EngineConfig;
import io.probestream.streams.engine.Reject;
import io.probestream.streams.engine.ResultSink;
import io.probestream.streams.window.LatencyMerge;
import io.probestream.streams.window.MissedMerge;
import io.probestream.streams.window.RateMerge;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rules over windows in Kafka. */
class TopicBacktestTest {
  private static final Topics TOPICS = new Topics("b.");
  private static final String RULES =
      """
      completeness: {enabled: false}
      rules:
        - {name: SlowWrites, watch: latency, match: {function: vfs_write}, window: 1s, above: 10ms, for: 200ms}
        - {name: Lost, watch: missed, groupBy: [host], window: 1s, above: 100}
        - {name: PoolSlow, watch: latency, scope: fleet, match: {function: vfs_write}, groupBy: [label.pool], window: 1s, above: 10ms}
        - {name: FleetSlow, watch: latency, scope: fleet, window: 1s, above: 10ms}
      """;

  @Test
  void windowsInTheTopicsGiveTheAlertsThatTheirCaptureGives(@TempDir Path dir) throws Exception {
    Path rules = Files.writeString(dir.resolve("alerts.yaml"), RULES);
    String capture = Captures.path("arm64-6.1/complete.txt.gz").toString();
    try (EmbeddedBroker broker = EmbeddedBroker.start(BrokerOptions.in(dir.resolve("broker")))) {
      fill(broker.bootstrapServers());
      Cli past = past(rules, broker);
      Cli file =
          Cli.run(
              "alert",
              "test",
              rules.toString(),
              "--window",
              "100ms",
              "--format",
              "json",
              "--label",
              "pool=blue",
              "--capture",
              capture);
      assertThat(past.status()).as(past.err()).isZero();
      assertThat(past.out())
          .contains("\"SlowWrites\"", "\"Lost\"", "\"FleetSlow\"", "\"pool\":\"blue\"", "firing");
      assertThat(alerts(past)).isEqualTo(alerts(file));
      silence(broker.bootstrapServers());
      assertThat(past(rules, broker).out().lines())
          .as("another host is silent")
          .anyMatch(
              line ->
                  line.contains("\"FleetSlow\"")
                      && line.contains("Nothing was heard of host replay-2: it lies between"));
      Cli never =
          Cli.run(
              "alert",
              "test",
              rules.toString(),
              "--from",
              "1",
              "--to",
              "2",
              "--topic-prefix",
              TOPICS.prefix(),
              "--bootstrap-servers",
              broker.bootstrapServers());
      assertThat(never.status()).isEqualTo(1);
      assertThat(never.err()).contains("hold no windows of that time");
    }
  }

  private static Cli past(Path rules, EmbeddedBroker broker) {
    return Cli.run(
        "alert",
        "test",
        rules.toString(),
        "--window",
        "100ms",
        "--format",
        "json",
        "--from",
        "10000",
        "--to",
        "60000",
        "--topic-prefix",
        TOPICS.prefix(),
        "--bootstrap-servers",
        broker.bootstrapServers());
  }

  private static void silence(String brokers) throws Exception {
    MissedWindow silence = MissedWindow.silence("replay-2", 19_000, 19_100, "s");
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", brokers),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      byte[] key = Keys.of(silence.host(), silence.probe()).getBytes(UTF_8);
      producer
          .send(new ProducerRecord<>(TOPICS.missed(), null, 29_000L, key, Json.bytes(silence)))
          .get();
    }
  }

  /** Without an order between owners, and what a capture knows beyond its last window. */
  private static List<Alert> alerts(Cli run) {
    return run.out()
        .lines()
        .map(line -> Json.read(line.getBytes(UTF_8), Alert.class))
        .filter(alert -> alert.endMs() <= 21_500)
        .sorted(Comparator.comparing(Alert::fingerprint).thenComparingLong(Alert::endMs))
        .toList();
  }

  private static void fill(String brokers) throws Exception {
    Map<String, Object> client = Map.of("bootstrap.servers", brokers);
    try (Admin admin = Admin.create(client);
        KafkaProducer<byte[], byte[]> producer =
            new KafkaProducer<>(client, new ByteArraySerializer(), new ByteArraySerializer())) {
      List<NewTopic> topics =
          TOPICS.all().stream()
              .map(
                  t ->
                      new NewTopic(t, Optional.of(2), Optional.empty())
                          .configs(Map.of("retention.ms", "-1")))
              .toList();
      admin.createTopics(topics).all().get();
      EngineConfig standard = EngineConfig.standard();
      EngineConfig config = new EngineConfig(100, standard.graceMs(), standard.silenceMs(), 2);
      Sink sink = new Sink(producer, new ArrayList<>());
      new Analysis("replay-1", new UUID(0, 0), 0, config, false)
          .run(Captures.file("arm64-6.1/complete.txt.gz"), sink, source -> {});
      producer.send(status()).get();
      producer.flush();
      for (Future<?> each : sink.sent()) {
        each.get();
      }
    }
  }

  /** Labels stand in the raw topic alone. */
  private static ProducerRecord<byte[], byte[]> status() {
    Status status =
        new Status(
            "replay-1",
            16_050,
            "",
            "",
            "",
            "boot",
            Status.NS,
            1,
            "file",
            "kernel",
            Map.of("pool", "blue"),
            true,
            List.of(),
            List.of(),
            Counters.none(),
            false);
    RawMeta meta = new RawMeta(RecordType.STATUS, "s", 0, 0, 0, 0, 0, Form.KERNEL);
    return new ProducerRecord<>(
        TOPICS.raw(),
        null,
        11_000L,
        "replay-1".getBytes(UTF_8),
        Json.bytes(status),
        meta.toHeaders());
  }

  private record Sink(KafkaProducer<byte[], byte[]> producer, List<Future<?>> sent)
      implements ResultSink {
    @Override
    public void rate(RateWindow w) {
      send(TOPICS.rates(), Keys.of(w.host(), w.probe()), w.endMs(), w);
      RateMerge merge = new RateMerge(w.probe(), w.startMs(), w.endMs());
      merge.add(w);
      send(TOPICS.fleetRates(), w.probe(), w.endMs(), merge.window(true));
    }

    @Override
    public void latency(LatencyWindow w) {
      send(TOPICS.latency(), Keys.of(w.host(), w.function()), w.endMs(), w);
      LatencyMerge merge = new LatencyMerge(w.function(), w.startMs(), w.endMs());
      merge.add(w);
      send(TOPICS.fleetLatency(), w.function(), w.endMs(), merge.window(false));
      send(TOPICS.fleetLatency(), w.function(), w.endMs(), merge.window(true));
    }

    @Override
    public void missed(MissedWindow w) {
      send(TOPICS.missed(), Keys.of(w.host(), w.probe()), w.endMs(), w);
      MissedMerge merge = new MissedMerge(w.probe(), w.startMs(), w.endMs());
      merge.add(w);
      send(TOPICS.fleetMissed(), w.probe(), w.endMs(), merge.window(true));
    }

    @Override
    public void reject(Reject reject) {}

    private void send(String topic, String key, long timestampMs, Object value) {
      sent.add(
          producer.send(
              new ProducerRecord<>(
                  topic, null, timestampMs, key.getBytes(UTF_8), Json.bytes(value))));
    }
  }
}
