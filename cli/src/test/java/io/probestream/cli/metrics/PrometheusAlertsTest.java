package io.probestream.cli.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.probestream.cli.broker.BrokerOptions;
import io.probestream.cli.broker.EmbeddedBroker;
import io.probestream.cli.stream.ReadTopic;
import io.probestream.cli.stream.WritingHosts;
import io.probestream.schemas.Json;
import io.probestream.schemas.Topics;
import io.probestream.schemas.alert.Alert;
import io.probestream.schemas.config.ConfigFile;
import io.probestream.schemas.config.Overrides;
import io.probestream.streams.topology.StreamConfig;
import io.probestream.streams.topology.StreamsService;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The same rules here, over windows in event time, and in a real Prometheus, over what it scraped:
 * both fire and end for the same host, and at nearly the same time.
 */
class PrometheusAlertsTest {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final int PARTITIONS = 2;

  private static final String OURS =
      """
      completeness: {enabled: false}
      rules:
        - {name: Busy, watch: rate, match: {probe: w}, window: 4s, every: 1s,
           above: 20/s, for: 2s, keepFiringFor: 2s}
        - {name: Slow, watch: latency, quantile: 90%, window: 4s, every: 1s,
           above: 5ms, for: 2s, keepFiringFor: 2s}
      """;

  private static final String THEIRS =
      """
      groups:
      - name: same
        rules:
        - alert: Busy
          expr: rate(probestream_events_total{probe="w"}[4s]) > 20
          for: 2s
          keep_firing_for: 2s
        - alert: Slow
          expr: histogram_quantile(0.9, rate(probestream_call_duration_seconds[4s])) > 0.005
          for: 2s
          keep_firing_for: 2s
      """;

  /** Scrape and evaluation interval, the window, and the second that a step is. */
  private static final double APART_S = 1 + 1 + 4 + 1;

  private static final PrintStream OUT = System.out;

  private final Topics topics = Topics.standard();
  @TempDir private Path directory;

  /** How long what was written took to be in the topics, at most. */
  private double latestS;

  private StreamConfig config(EmbeddedBroker broker) {
    Map<String, String> settings =
        Map.of(
            "kafka.bootstrapServers",
            broker.bootstrapServers(),
            "stateDir",
            directory.resolve("state").toString(),
            "topics.partitions",
            Integer.toString(PARTITIONS),
            "api.port",
            "0");
    return StreamConfig.read(ConfigFile.empty("test", Overrides.of(settings, Map.of(), "")));
  }

  @Test
  @Timeout(240)
  void theSameRulesFireAndEndInBothForTheSameHost() throws Exception {
    assumeTrue(Prometheus.isInstalled(), "needs Debian's package prometheus");
    Path home = directory.resolve("prometheus");
    try (EmbeddedBroker broker =
            EmbeddedBroker.start(BrokerOptions.in(directory.resolve("kafka")));
        StreamsService streams = new StreamsService(config(broker), sentence -> {})) {
      streams.createTopics();
      streams.start();
      try (WritingHosts hosts = new WritingHosts(broker.bootstrapServers(), topics);
          Prometheus prometheus = Prometheus.scraping(home, URI.create(streams.apiUrl()), THEIRS)) {
        await()
            .atMost(PATIENCE)
            .untilAsserted(
                () ->
                    assertThat(prometheus.value("probestream_streams_running"))
                        .as(() -> Prometheus.log(home))
                        .isEqualTo(1));
        write(hosts, broker);
        for (String rule : List.of("Busy", "Slow")) {
          Alert ours = last(broker, rule);
          assertThat(ours.state()).isEqualTo(Alert.RESOLVED);
          String firing = "timestamp(ALERTS{alertstate=\"firing\",alertname=\"" + rule + "\"})";
          String ofUp = firing.replace("\"})", "\",host=\"up\"})");
          await()
              .atMost(PATIENCE)
              .untilAsserted(() -> assertThat(prometheus.value(firing)).isNaN());
          double fires = prometheus.value("min_over_time(" + ofUp + "[5m:1s])");
          double ends = prometheus.value("max_over_time(" + ofUp + "[5m:1s])");
          double fired = ours.firingSinceMs() / 1e3;
          double ended = ours.resolvedAtMs() / 1e3;
          OUT.printf(
              "%s: Prometheus fires %.1f s and ends %.1f s after us; topics at most %.1f s behind%n",
              rule, fires - fired, ends - ended, latestS);
          assertThat(fires).as(rule + " fires").isCloseTo(fired, within(APART_S + latestS));
          assertThat(ends).as(rule + " ends").isCloseTo(ended, within(APART_S + latestS));
          assertThat(
                  prometheus.value(
                      "count(count_over_time(ALERTS{alertname=\""
                          + rule
                          + "\",host=\"calm\"}[5m]))"))
              .isNaN();
        }
      }
    }
  }

  /** Two hosts; one of them is busy and slow for ten seconds. Until our alerts are over. */
  private void write(WritingHosts hosts, EmbeddedBroker broker) {
    long startMs = System.currentTimeMillis() / 1_000 * 1_000;
    hosts.rules(PARTITIONS, OURS, startMs);
    hosts.open("up", startMs);
    hosts.open("calm", startMs);
    for (int second = 0; second < 18 || !isOver(broker); second++) {
      assertThat(second).as("seconds until it was over").isLessThan(90);
      long fromMs = startMs + second * 1_000L;
      long endMs = fromMs + 1_000;
      await().pollInterval(Duration.ofMillis(20)).until(() -> System.currentTimeMillis() >= endMs);
      boolean up = second >= 6 && second < 16;
      hosts.calls("up", up ? 40 : 5, up ? 10_000 : 1_000, fromMs, endMs);
      hosts.calls("calm", 5, 1_000, fromMs, endMs);
      hosts.flush();
      int windows = 2 * second;
      // All but the newest.
      await()
          .pollInterval(Duration.ofMillis(50))
          .atMost(PATIENCE)
          .until(
              () -> ReadTopic.all(broker.bootstrapServers(), topics.latency()).size() >= windows);
      latestS = Math.max(latestS, (System.currentTimeMillis() - endMs) / 1e3);
    }
  }

  private boolean isOver(EmbeddedBroker broker) {
    return List.of("Busy", "Slow").stream()
        .map(rule -> last(broker, rule))
        .allMatch(alert -> alert != null && alert.state().equals(Alert.RESOLVED));
  }

  /** Of one host, or there would be more than one key. */
  private Alert last(EmbeddedBroker broker, String rule) {
    List<Alert> all =
        ReadTopic.all(broker.bootstrapServers(), topics.alerts()).stream()
            .map(r -> Json.read(r.value(), Alert.class))
            .filter(a -> a.rule().equals(rule))
            .toList();
    assertThat(all).allMatch(a -> a.labels().get("host").equals("up"));
    return all.isEmpty() ? null : all.get(all.size() - 1);
  }
}
