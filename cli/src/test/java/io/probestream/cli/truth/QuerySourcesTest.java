package io.probestream.cli.truth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
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
import io.probestream.streams.rollup.LatencySpan;
import io.probestream.streams.topology.StreamConfig;
import io.probestream.streams.topology.StreamsService;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code query} prints from the API is what it prints from the topics. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class QuerySourcesTest {
  private static final UUID SESSION = UUID.fromString("00000000-0000-4000-8000-000000000001");
  private static final String CAPTURE = "arm64-6.1/complete";
  private static final int HOSTS = 3;
  private static final int PARTITIONS = 2;

  private EmbeddedBroker broker;
  private StreamsService streams;
  private String file;
  private long offsetNs;
  private String[] stretch;
  private final List<LatencyWindow> latencies = new ArrayList<>();

  @BeforeAll
  void replay(@TempDir Path directory) throws Exception {
    broker = EmbeddedBroker.start(BrokerOptions.in(directory.resolve("kafka")));
    Map<String, String> settings = new HashMap<>();
    settings.put("kafka.bootstrapServers", broker.bootstrapServers());
    settings.put("stateDir", directory.resolve("state").toString());
    settings.put("ticks", "false");
    settings.put("topics.partitions", Integer.toString(PARTITIONS));
    settings.put("window", "100ms");
    settings.put("commitInterval", "100ms");
    settings.put("rollups.windows", "24h");
    settings.put("api.port", "0");
    streams =
        new StreamsService(
            StreamConfig.read(ConfigFile.empty("test", Overrides.of(settings, Map.of(), ""))),
            sentence -> {});
    streams.start();
    // An hour ago: never ahead of the records.
    offsetNs = (System.currentTimeMillis() / 1_000 - 3_600) * 1_000_000_000L;
    file = Captures.path(CAPTURE + ".txt.gz").toString();
    Cli run =
        Cli.run(
            "replay",
            "--bootstrap-servers=" + broker.bootstrapServers(),
            "--hosts=" + HOSTS,
            "--speed=max",
            "--session=" + SESSION,
            "--clock-offset-ns=" + offsetNs,
            file);
    assertThat(run.status()).as(run.err()).isZero();
    long firstMs = (Figures.analyze(file).get("firstNs").asLong() + offsetNs) / 1_000_000;
    stretch = new String[] {"--from=" + (firstMs + 1_050), "--to=" + (firstMs + 9_070)};
    Silence.of(broker.bootstrapServers(), Topics.standard(), PARTITIONS);
    long events = analyze();
    await()
        .atMost(Duration.ofMinutes(2))
        .pollInterval(Duration.ofMillis(300))
        .untilAsserted(
            () -> {
              assertThat(events("--api=" + streams.apiUrl())).isEqualTo(events);
              // What is committed is behind what the stores answer.
              assertThat(events("--bootstrap-servers=" + broker.bootstrapServers()))
                  .isEqualTo(events);
            });
  }

  /** Keeps the windows of functions, and gives the number of events. */
  private long analyze() throws Exception {
    long events = 0;
    for (int i = 0; i < HOSTS; i++) {
      UUID session =
          new UUID(SESSION.getMostSignificantBits(), SESSION.getLeastSignificantBits() + i);
      JsonNode windows =
          Figures.analyze(
                  "--windows",
                  "--window=100ms",
                  "--host=replay-" + (i + 1),
                  "--session=" + session,
                  "--clock-offset-ns=" + offsetNs,
                  file)
              .get("windows");
      for (JsonNode w : windows.get("latency")) {
        latencies.add(Json.mapper().treeToValue(w, LatencyWindow.class));
      }
      for (JsonNode w : windows.get("rates")) {
        events += w.get("count").asLong();
      }
    }
    return events;
  }

  /** As far as a source knows. */
  private static long events(String source) {
    Cli run = Cli.run("query", "rates", source, "--since=2h", "--format=json");
    assertThat(run.status()).as(run.err()).isZero();
    return run.out()
        .lines()
        .mapToLong(row -> Json.read(bytes(row), JsonNode.class).get("count").asLong())
        .sum();
  }

  @AfterAll
  void stop() {
    streams.close();
    broker.close();
  }

  private String api(String... query) {
    return out(query, "--api=" + streams.apiUrl());
  }

  private String topics(String... query) {
    return out(query, "--bootstrap-servers=" + broker.bootstrapServers());
  }

  private String out(String[] query, String source) {
    String[] all =
        Stream.of(Stream.of("query"), Arrays.stream(query), Stream.of(source), Stream.of(stretch))
            .flatMap(s -> s)
            .toArray(String[]::new);
    Cli run = Cli.run(all);
    assertThat(run.status()).as(run.err()).isZero();
    return run.out();
  }

  private static List<String> sorted(String lines) {
    return lines.lines().sorted().toList();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "latency",
        "latency --fleet",
        "latency --fleet --host replay-1 --host replay-3",
        "latency --host replay-2 --function vfs_write",
        "rates",
        "rates --fleet",
        "rates --fleet --host replay-1 --host replay-3",
        "missed",
        "missed --fleet",
        "functions --sort p99",
        "functions --host replay-2 --limit 2",
        "histogram vfs_write",
        "histogram vfs_write --each --per-octave 8",
        "heatmap vfs_write",
        "heatmap vfs_write --each --step 500ms",
        "heatmap vfs_write --step 150ms",
        "slow --limit 20 --format csv",
      })
  void bothSourcesPrintTheSame(String query) {
    for (String format : List.of("table", "json", "csv")) {
      String[] words = (query + " --format=" + format).split(" ");
      if (query.startsWith("slow")) {
        words = query.split(" ");
      }
      String ofTopics = topics(words);
      assertThat(ofTopics.lines().count()).isPositive();
      if (query.startsWith("slow")) {
        // Only Kafka has the lines: the last two columns.
        assertThat(api(words).lines().map(QuerySourcesTest::withoutLines))
            .containsExactlyElementsOf(
                ofTopics.lines().map(QuerySourcesTest::withoutLines).toList());
      } else {
        assertThat(api(words)).isEqualTo(ofTopics);
      }
    }
  }

  private static String withoutLines(String row) {
    return String.join(",", Arrays.asList(row.split(",", -1)).subList(0, 11));
  }

  @ParameterizedTest
  @ValueSource(strings = {"latency", "rates", "latency --fleet", "rates --fleet"})
  void eachWindowIsTheSame(String query) {
    String[] words = (query + " --windows --format=json").split(" ");
    assertThat(sorted(api(words))).isEqualTo(sorted(topics(words)));
  }

  @Test
  void latenciesAreThoseOfAnalyze() {
    long fromMs = Long.parseLong(stretch[0].substring("--from=".length()));
    long toMs = Long.parseLong(stretch[1].substring("--to=".length()));
    Map<String, LatencySpan> spans = new TreeMap<>();
    latencies.stream()
        .filter(w -> w.endMs() > fromMs && w.startMs() < toMs)
        .forEach(
            w ->
                spans
                    .computeIfAbsent(
                        w.host() + ' ' + w.function(), k -> new LatencySpan(w.host(), w.function()))
                    .add(w));
    List<String> expected =
        spans.values().stream().map(span -> comparable(Json.string(span.result()))).toList();
    assertThat(api("latency", "--format=json").lines().map(QuerySourcesTest::comparable))
        .containsExactlyElementsOf(expected);
  }

  private JsonNode ask(String query) throws Exception {
    URI uri = URI.create(streams.apiUrl() + "api/v1/" + query);
    HttpResponse<String> response =
        HttpClient.newHttpClient()
            .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return Json.mapper().readTree(response.body());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void aHistogramIsTheOneOfTheApi() throws Exception {
    JsonNode row =
        Json.read(bytes(topics("histogram", "vfs_write", "--format=json")), JsonNode.class);
    JsonNode answer =
        ask(
            "histogram?perOctave=2&function=vfs_write&from="
                + row.get("startMs").asLong()
                + "&to="
                + row.get("endMs").asLong());
    assertThat(row.get("buckets").size()).isPositive();
    assertThat(row.get("buckets").toString()).isEqualTo(answer.at("/series/0/buckets").toString());
  }

  @Test
  void theCellsOfAHeatmapAddUpToTheCalls() {
    long cells =
        topics("heatmap", "vfs_write", "--step=1s", "--format=csv")
            .lines()
            .skip(1)
            .mapToLong(line -> Long.parseLong(line.split(",", -1)[8]))
            .sum();
    JsonNode heatmap =
        Json.read(
            bytes(topics("heatmap", "vfs_write", "--step=1s", "--format=json")), JsonNode.class);
    long calls = 0;
    for (JsonNode column : heatmap.get("columns")) {
      assertThat(column.get("endMs").asLong() - column.get("startMs").asLong()).isEqualTo(1_000);
      calls += column.get("count").asLong();
    }
    assertThat(cells).isPositive().isEqualTo(calls);
  }

  /** Without what a capture has not: offsets; and the begin and end of what was asked. */
  private static String comparable(String json) {
    ObjectNode row = Json.read(bytes(json), ObjectNode.class);
    row.remove(List.of("slowest", "startMs", "endMs"));
    return row.toString();
  }

  @ParameterizedTest
  @ValueSource(strings = {"hosts", "probes"})
  void hostsAndProbesAreTheSame(String query) {
    // The status lies near now, not an hour ago.
    String[] words = {"query", query, "--since=2h", "--format=json"};
    List<String> ofTopics = whole(words, "--bootstrap-servers=" + broker.bootstrapServers());
    assertThat(ofTopics).hasSizeGreaterThanOrEqualTo(HOSTS);
    assertThat(whole(words, "--api=" + streams.apiUrl())).isEqualTo(ofTopics);
  }

  private static List<String> whole(String[] words, String source) {
    String[] all = Arrays.copyOf(words, words.length + 1);
    all[words.length] = source;
    Cli run = Cli.run(all);
    assertThat(run.status()).as(run.err()).isZero();
    return run.out().lines().toList();
  }
}
