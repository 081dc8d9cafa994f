package io.probestream.cli.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.probestream.cli.Captures;
import io.probestream.cli.Cli;
import io.probestream.cli.broker.BrokerOptions;
import io.probestream.cli.broker.EmbeddedBroker;
import io.probestream.schemas.Json;
import io.probestream.schemas.config.ConfigFile;
import io.probestream.schemas.config.Overrides;
import io.probestream.streams.topology.StreamConfig;
import io.probestream.streams.topology.StreamsService;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The streams application's metrics, read by a real Prometheus. */
class PrometheusTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir private Path directory;
  private final HttpClient client = HttpClient.newHttpClient();

  @BeforeEach
  void needsPrometheus() {
    assumeTrue(
        Prometheus.isInstalled(),
        "needs Debian's package prometheus: /usr/bin/prometheus and /usr/bin/promtool");
  }

  private StreamConfig config(EmbeddedBroker broker) {
    Map<String, String> settings = new HashMap<>();
    settings.put("kafka.bootstrapServers", broker.bootstrapServers());
    settings.put("stateDir", directory.resolve("state").toString());
    settings.put("commitInterval", "100ms");
    settings.put("topics.partitions", "2");
    settings.put("api.port", "0");
    return StreamConfig.read(ConfigFile.empty("test", Overrides.of(settings, Map.of(), "")));
  }

  @Test
  void its_counters_are_the_apis_and_its_quantiles_are_ours_within_a_bucket() throws Exception {
    Path home = directory.resolve("prometheus");
    try (EmbeddedBroker broker =
            EmbeddedBroker.start(BrokerOptions.in(directory.resolve("kafka")));
        StreamsService streams = new StreamsService(config(broker), sentence -> {})) {
      streams.start();
      URI api = URI.create(streams.apiUrl());
      try (Prometheus prometheus = Prometheus.scraping(home, api)) {
        await()
            .atMost(PATIENCE)
            .untilAsserted(
                () ->
                    assertThat(prometheus.value("probestream_streams_running"))
                        .as(() -> Prometheus.log(home))
                        .isEqualTo(1));
        Cli replay =
            Cli.run(
                "replay",
                "--bootstrap-servers=" + broker.bootstrapServers(),
                "--hosts=2",
                "--speed=max",
                Captures.path("arm64-6.1/complete.txt.gz").toString());
        assertThat(replay.status()).as(replay.err()).isZero();
        // Until all windows are closed: what the API sums up is what Prometheus has.
        await()
            .atMost(PATIENCE)
            .untilAsserted(
                () -> {
                  JsonNode rates = get(api, "api/v1/rates?by=host&since=1h");
                  double events = sum(rates, "count");
                  assertThat(events).isPositive();
                  assertThat(prometheus.value("sum(probestream_events_total)")).isEqualTo(events);
                });
        JsonNode latency = get(api, "api/v1/latency?function=vfs_write&by=host&since=1h");
        double p99 = latency.at("/series/0/points/0/p99Ns").asDouble() / 1e9;
        double p50 = latency.at("/series/0/points/0/p50Ns").asDouble() / 1e9;
        String calls =
            "probestream_call_duration_seconds{function=\"vfs_write\",host=\""
                + latency.at("/series/0/group").asText()
                + "\"}";
        assertThat(prometheus.value("histogram_count(" + calls + ")"))
            .isEqualTo(latency.at("/series/0/points/0/count").asDouble());
        // Eight buckets to a doubling: one is 9 % wide.
        assertThat(prometheus.value("histogram_quantile(0.99, " + calls + ")"))
            .isCloseTo(p99, within(p99 * 0.1));
        assertThat(prometheus.value("histogram_quantile(0.5, " + calls + ")"))
            .isCloseTo(p50, within(p50 * 0.1));
        String text = text(api);
        assertThat(text).contains("probestream_call_duration_seconds_bucket");
        assertThat(Prometheus.lint(directory, text)).isEmpty();
      }
    }
  }

  private static double sum(JsonNode answer, String field) {
    double sum = 0;
    for (JsonNode series : answer.get("series")) {
      for (JsonNode point : series.get("points")) {
        sum += point.get(field).asDouble();
      }
    }
    return sum;
  }

  private String text(URI api) throws Exception {
    HttpResponse<String> response =
        client.send(
            HttpRequest.newBuilder(api.resolve("metrics")).build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(response.statusCode()).isEqualTo(200);
    return response.body();
  }

  private JsonNode get(URI api, String query) throws Exception {
    HttpResponse<String> response =
        client.send(
            HttpRequest.newBuilder(api.resolve(query)).build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return Json.mapper().readTree(response.body());
  }
}
