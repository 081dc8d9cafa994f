package io.probestream.cli.truth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.probestream.cli.Captures;
import io.probestream.cli.Cli;
import io.probestream.cli.broker.BrokerOptions;
import io.probestream.cli.broker.EmbeddedBroker;
import io.probestream.schemas.Json;
import io.probestream.schemas.Topics;
import io.probestream.schemas.config.ConfigFile;
import io.probestream.schemas.config.Overrides;
import io.probestream.schemas.window.LatencyWindow;
import io.probestream.schemas.window.Laws;
import io.probestream.schemas.window.MissedWindow;
import io.probestream.schemas.window.RateWindow;
import io.probestream.streams.topology.StreamConfig;
import io.probestream.streams.topology.StreamsService;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A capture through a real broker and the topology gives the windows of {@code analyze --windows},
 * to the last digit, for each host, and once more when the raw topic is processed again from its
 * start. Only the partitions and offsets of the slowest calls differ, which exist in Kafka alone.
 */
class ReplayIsAnalyzeTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final UUID SESSION = UUID.fromString("00000000-0000-4000-8000-000000000001");
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  @TempDir private static Path directory;
  private static EmbeddedBroker broker;

  @BeforeAll
  static void startBroker() {
    broker = EmbeddedBroker.start(BrokerOptions.in(directory.resolve("kafka")));
  }

  @AfterAll
  static void stopBroker() {
    broker.close();
  }

  @ParameterizedTest
  @CsvSource({
    "x86_64-6.1/complete, 1, 1",
    "x86_64-6.1/complete, 1, 4",
    "x86_64-6.1/complete, 3, 1",
    "x86_64-6.1/complete, 3, 4",
    "x86_64-6.1/ring-lost, 1, 1",
    "x86_64-6.1/hostile, 1, 4",
    "arm64-6.1/tgid-mixed, 3, 4",
  })
  void replayed_windows_are_the_analyzed_ones_each_time(String capture, int hosts, int partitions)
      throws Exception {
    String prefix = capture.replace('/', '.') + "." + hosts + "." + partitions + ".";
    Topics topics = new Topics(prefix);
    List<String> results = List.of(topics.rates(), topics.latency(), topics.missed());
    String file = Captures.path(capture + ".txt.gz").toString();
    // Lines of an hour ago: never ahead of their records.
    long offsetNs = (System.currentTimeMillis() / 1_000 - 3_600) * 1_000_000_000L;

    List<ResultRecord> first;
    try (StreamsService streams = streams(prefix, "first", partitions)) {
      streams.start();
      replay(prefix, file, hosts, offsetNs);
      Silence.of(broker.bootstrapServers(), topics, partitions);
      first = awaitClosed(streams, results, hosts);
    }
    Map<String, List<JsonNode>> expected = new TreeMap<>();
    for (int i = 1; i <= hosts; i++) {
      analyze(file, "replay-" + i, i - 1, offsetNs, topics, expected);
    }
    assertThat(byKey(first)).containsExactlyEntriesOf(expected);
    assertThat(
            Laws.violations(
                values(first, topics.rates(), RateWindow.class),
                values(first, topics.latency(), LatencyWindow.class),
                values(first, topics.missed(), MissedWindow.class)))
        .isEmpty();

    if (partitions == 1) {
      Cli verify =
          Cli.run(
              "verify",
              prefix,
              "--capture=" + file,
              "--host=replay-1",
              "--bootstrap-servers=" + broker.bootstrapServers());
      assertThat(verify.out() + verify.err()).endsWith("the same\n");
    }

    try (StreamsService streams = streams(prefix, "second", partitions)) {
      streams.start();
      List<ResultRecord> both = awaitClosed(streams, results, 2 * hosts);
      assertThat(perKey(both)).isEqualTo(perKeyTwice(first));
    }
  }

  private static StreamsService streams(String prefix, String id, int partitions) {
    String yaml =
        String.join(
            "\n",
            "kafka:",
            "  bootstrapServers: " + broker.bootstrapServers(),
            "applicationId: " + prefix + id,
            "topicPrefix: " + prefix,
            "stateDir: " + directory.resolve(prefix + id),
            "ticks: false",
            "topics:",
            "  partitions: " + partitions,
            "");
    StreamConfig config = StreamConfig.read(ConfigFile.parse("test.yaml", yaml, Overrides.none()));
    return new StreamsService(config, sentence -> {});
  }

  private static void replay(String prefix, String file, int hosts, long offsetNs) {
    Cli run =
        Cli.run(
            "replay",
            "--bootstrap-servers=" + broker.bootstrapServers(),
            "--topic-prefix=" + prefix,
            "--hosts=" + hosts,
            "--speed=max",
            "--session=" + SESSION,
            "--clock-offset-ns=" + offsetNs,
            file);
    assertThat(run.err()).isEmpty();
    assertThat(run.status()).isZero();
  }

  /** All results, once the sessions of so many hosts are closed. */
  private static List<ResultRecord> awaitClosed(
      StreamsService streams, List<String> topics, int sessions) {
    return await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(500))
        .until(
            () -> {
              streams.check();
              return ResultRecord.readAll(broker.bootstrapServers(), topics);
            },
            records ->
                records.stream()
                        .filter(
                            r -> r.key().endsWith("/-") && r.value().contains("\"closing\":true"))
                        .count()
                    >= sessions);
  }

  private static void analyze(
      String file,
      String host,
      int hostIndex,
      long offsetNs,
      Topics topics,
      Map<String, List<JsonNode>> into) {
    UUID session =
        new UUID(SESSION.getMostSignificantBits(), SESSION.getLeastSignificantBits() + hostIndex);
    JsonNode windows =
        Figures.analyze(
                "--windows",
                "--host=" + host,
                "--session=" + session,
                "--clock-offset-ns=" + offsetNs,
                file)
            .get("windows");
    add(into, topics.rates(), windows.get("rates"), "probe");
    add(into, topics.latency(), windows.get("latency"), "function");
    add(into, topics.missed(), windows.get("missed"), "probe");
  }

  private static void add(
      Map<String, List<JsonNode>> into, String topic, JsonNode windows, String name) {
    assertThat(windows).isNotEmpty();
    for (JsonNode w : windows) {
      String key = w.get("host").asText() + "/" + w.get(name).asText();
      into.computeIfAbsent(topic + " " + key, k -> new ArrayList<>()).add(w);
    }
  }

  private static Map<String, List<JsonNode>> byKey(List<ResultRecord> records)
      throws JsonProcessingException {
    Map<String, List<JsonNode>> byKey = new TreeMap<>();
    for (ResultRecord r : records) {
      JsonNode value = JSON.readTree(r.value());
      JsonNode slowest = value.path("slowest");
      for (JsonNode call : slowest) {
        assertThat(call.get("partition").asInt()).isNotNegative();
        assertThat(call.get("entryOffset").asLong()).isNotNegative();
        ((ObjectNode) call).put("partition", -1).put("entryOffset", -1).put("returnOffset", -1);
      }
      byKey.computeIfAbsent(r.topic() + " " + r.key(), k -> new ArrayList<>()).add(value);
    }
    return byKey;
  }

  private static <T> List<T> values(List<ResultRecord> records, String topic, Class<T> type) {
    return records.stream()
        .filter(r -> r.topic().equals(topic))
        .map(r -> Json.read(r.value().getBytes(StandardCharsets.UTF_8), type))
        .toList();
  }

  private static Map<String, List<ResultRecord>> perKey(List<ResultRecord> records) {
    Map<String, List<ResultRecord>> perKey = new TreeMap<>();
    records.forEach(
        r -> perKey.computeIfAbsent(r.topic() + " " + r.key(), k -> new ArrayList<>()).add(r));
    return perKey;
  }

  private static Map<String, List<ResultRecord>> perKeyTwice(List<ResultRecord> records) {
    Map<String, List<ResultRecord>> twice = perKey(records);
    twice.replaceAll(
        (key, once) -> {
          List<ResultRecord> both = new ArrayList<>(once);
          both.addAll(once);
          return both;
        });
    return twice;
  }
}
