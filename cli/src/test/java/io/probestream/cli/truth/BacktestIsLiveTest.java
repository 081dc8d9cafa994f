package io.probestream.cli.truth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.probestream.cli.Captures;
import io.probestream.cli.Cli;
import io.probestream.cli.broker.BrokerOptions;
import io.probestream.cli.broker.EmbeddedBroker;
import io.probestream.schemas.Json;
import io.probestream.schemas.Topics;
import io.probestream.schemas.config.ConfigFile;
import io.probestream.schemas.config.Overrides;
import io.probestream.schemas.raw.AlertRules;
import io.probestream.schemas.raw.RawMeta;
import io.probestream.streams.alert.RuleFile;
import io.probestream.streams.topology.StreamConfig;
import io.probestream.streams.topology.StreamsService;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Rules over a capture give the alerts that they give when it goes through a broker and the
 * topology, and again when the raw topic is processed anew with the rules of a file.
 */
class BacktestIsLiveTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String RULES =
      """
      rules:
        - {name: Slow, watch: latency, quantile: 99%, window: 1s, above: 1ms}
        - {name: Busy, watch: rate, window: 2s, every: 1s, above: 500/s, for: 1s}
        - {name: Missed, watch: missed, window: 2s, every: 1s, above: 0, keepFiringFor: 1s}
        - {name: FleetSlow, watch: latency, scope: fleet, quantile: 50%, window: 1s, above: 100us}
        - {name: PoolSlow, watch: latency, scope: fleet, match: {label.role: "d*"}, groupBy: [function, label.pool], quantile: 50%, window: 1s, above: 100us}
        - {name: PoolRate, watch: rate, scope: fleet, groupBy: [probe, label.pool], window: 2s, every: 1s, above: 100/s}
        - {name: Others, watch: rate, scope: fleet, match: {label.role: web}, window: 1s, above: 0/s}
      completeness: {window: 1s, for: 0s, keepFiringFor: 0s}
      """;

  @TempDir private static Path directory;
  private static EmbeddedBroker broker;
  private static Path rules;

  @BeforeAll
  static void startBroker() throws Exception {
    broker = EmbeddedBroker.start(BrokerOptions.in(directory.resolve("kafka")));
    rules = Files.writeString(directory.resolve("rules.yaml"), RULES);
  }

  @AfterAll
  static void stopBroker() {
    broker.close();
  }

  @ParameterizedTest
  @CsvSource({"x86_64-6.1/ring-lost, 1", "arm64-6.1/complete, 2"})
  void a_backtest_gives_the_alerts_of_the_live_run(String capture, int partitions)
      throws Exception {
    String prefix = capture.replace('/', '.') + ".";
    Topics topics = new Topics(prefix);
    String file = Captures.path(capture + ".txt.gz").toString();
    // Lines of an hour ago: never ahead of their records.
    long offsetNs = (System.currentTimeMillis() / 1_000 - 3_600) * 1_000_000_000L;
    Map<String, List<JsonNode>> expected = backtest(file, offsetNs);
    assertThat(expected.values().stream().flatMap(List::stream))
        .extracting(
            alert -> alert.path("rule").asText() + alert.path("labels").path("pool").asText())
        .contains("Slow", "FleetSlow", "PoolSlowblue", "PoolRateblue")
        .doesNotContain("Others");

    try (StreamsService streams = streams(prefix, partitions)) {
      streams.createTopics();
      publishRules(topics.raw(), partitions);
      streams.start();
      Cli replay =
          Cli.run(
              "replay",
              "--bootstrap-servers=" + broker.bootstrapServers(),
              "--topic-prefix=" + prefix,
              "--speed=max",
              "--clock-offset-ns=" + offsetNs,
              "--label=pool=blue",
              "--label=role=db",
              file);
      assertThat(replay.status()).as(replay.err()).isZero();
      Silence.of(broker.bootstrapServers(), topics, partitions);
      await()
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(500))
          .untilAsserted(
              () -> {
                streams.check();
                assertBegins(live(topics), expected);
              });
    }
    Cli again =
        Cli.run(
            "stream",
            "--bootstrap-servers=" + broker.bootstrapServers(),
            "--topic-prefix=" + prefix,
            "--from=0",
            "--output-prefix=again." + prefix,
            "--application-id=again." + prefix,
            "--state-dir=" + directory.resolve("again." + prefix),
            "--set=topics.replication=1",
            "--set=alerts.rules=" + rules);
    assertThat(again.status()).as(again.err()).isZero();
    assertThat(live(new Topics("again." + prefix))).isEqualTo(live(topics));
  }

  /** A live host falls silent when its capture ends: what it says then is not in the capture. */
  private static void assertBegins(
      Map<String, List<JsonNode>> live, Map<String, List<JsonNode>> expected) {
    long endMs =
        expected.values().stream()
            .flatMap(List::stream)
            .mapToLong(alert -> alert.path("endMs").asLong())
            .max()
            .orElseThrow();
    assertThat(live.keySet()).containsAll(expected.keySet());
    live.forEach(
        (fingerprint, alerts) -> {
          List<JsonNode> begin = expected.getOrDefault(fingerprint, List.of());
          assertThat(alerts.subList(0, Math.min(alerts.size(), begin.size()))).isEqualTo(begin);
          if (alerts.size() > begin.size()) {
            JsonNode next = alerts.get(begin.size());
            assertThat(next.isNull() || next.get("endMs").asLong() > endMs).as("%s", next).isTrue();
          }
        });
  }

  private static Map<String, List<JsonNode>> backtest(String file, long offsetNs) throws Exception {
    Cli test =
        Cli.run(
            "alert",
            "test",
            rules.toString(),
            "--capture=" + file,
            "--clock-offset-ns=" + offsetNs,
            "--label=pool=blue",
            "--label=role=db",
            "--format=json");
    assertThat(test.status()).as(test.err()).isZero();
    Map<String, List<JsonNode>> alerts = new TreeMap<>();
    for (String line : test.out().lines().toList()) {
      JsonNode entry = Json.mapper().readTree(line);
      alerts
          .computeIfAbsent(entry.get("fingerprint").asText(), f -> new ArrayList<>())
          .add(entry.has("gone") ? Json.mapper().nullNode() : entry);
    }
    return alerts;
  }

  private static Map<String, List<JsonNode>> live(Topics topics) throws Exception {
    Map<String, List<JsonNode>> alerts = new TreeMap<>();
    for (ResultRecord r :
        ResultRecord.readAll(broker.bootstrapServers(), List.of(topics.alerts()))) {
      alerts
          .computeIfAbsent(r.key(), f -> new ArrayList<>())
          .add(
              r.value() == null
                  ? Json.mapper().nullNode()
                  : Json.mapper().readTree(r.value().getBytes(StandardCharsets.UTF_8)));
    }
    return alerts;
  }

  private static StreamsService streams(String prefix, int partitions) {
    String yaml =
        String.join(
            "\n",
            "kafka:",
            "  bootstrapServers: " + broker.bootstrapServers(),
            "applicationId: " + prefix + "live",
            "topicPrefix: " + prefix,
            "stateDir: " + directory.resolve(prefix + "live"),
            "ticks: false",
            "topics:",
            "  partitions: " + partitions,
            "");
    StreamConfig config = StreamConfig.read(ConfigFile.parse("test.yaml", yaml, Overrides.none()));
    return new StreamsService(config, sentence -> {});
  }

  private static void publishRules(String raw, int partitions) throws Exception {
    AlertRules told = new AlertRules(RuleFile.parse("rules", RULES).hash(), 0, RULES);
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", broker.bootstrapServers()),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      for (int p = 0; p < partitions; p++) {
        producer
            .send(
                new ProducerRecord<>(
                    raw, p, null, null, Json.bytes(told), RawMeta.rules().toHeaders()))
            .get();
      }
    }
  }
}
