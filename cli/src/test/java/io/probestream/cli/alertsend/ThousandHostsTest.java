package io.probestream.cli.alertsend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.probestream.cli.stream.WritingHosts;
import io.probestream.schemas.Json;
import io.probestream.schemas.Topics;
import io.probestream.schemas.alert.Alert;
import io.probestream.schemas.config.ConfigFile;
import io.probestream.schemas.config.Overrides;
import io.probestream.streams.topology.StreamConfig;
import io.probestream.streams.topology.StreamsService;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** From raw records to Alertmanager's message: one application, one sender, a thousand hosts. */
class ThousandHostsTest {
  private static final int HOSTS = 1_000;
  private static final int QUIET = 3;

  private static final String RULES =
      """
      completeness: {enabled: false}
      rules:
        - {name: Storm, watch: rate, match: {probe: w}, window: 1s, above: 5/s, severity: page}
      """;

  @TempDir private Path directory;

  @Test
  @Timeout(180)
  void thatCrossAThresholdInOneSecondFireOnceEachAndAreOneNotification() throws Exception {
    assumeTrue(Alertmanager.isInstalled(), Alertmanager.NEEDED);
    try (SendFixture kafka = new SendFixture(directory);
        Webhook notified = new Webhook();
        Alertmanager alertmanager =
            Alertmanager.start(directory.resolve("am"), notified.url(), "10s")) {
      Topics topics = new Topics("hosts.");
      try (StreamsService streams = new StreamsService(config(kafka, topics), sentence -> {})) {
        streams.createTopics();
        streams.start();
        try (SendFixture.Running sender =
            kafka.start(
                topics, "alertmanagers:", "- {name: am, url: '" + alertmanager.url() + "'}")) {
          sender.awaitDelivering();
          await().atMost(SendFixture.PATIENCE).until(streams::isRunning);
          write(kafka, topics);
          await()
              .atMost(SendFixture.PATIENCE)
              .untilAsserted(() -> assertThat(notified.taken("Storm")).isNotEmpty());
          await()
              .atMost(SendFixture.PATIENCE)
              .untilAsserted(() -> assertThat(sender.counts("am").behind()).isZero());
          streams.check();
        }
      }
      assertThat(notified.taken("Storm")).hasSize(1);
      assertThat(Webhook.statuses(notified.taken("Storm").get(0)))
          .hasSize(HOSTS)
          .doesNotHaveDuplicates()
          .allMatch(status -> status.endsWith(" firing"));
      List<Alert> alerts =
          kafka.read(topics.alerts()).stream().map(r -> Json.read(r.value(), Alert.class)).toList();
      assertThat(alerts).extracting(Alert::fingerprint).hasSize(HOSTS).doesNotHaveDuplicates();
      assertThat(alerts).extracting(Alert::state).containsOnly(Alert.FIRING);
      assertThat(alerts.stream().map(Alert::endMs).distinct()).hasSize(1);
    }
  }

  /**
   * Quiet seconds, and once they are through a busy one. It is just over: Alertmanager waits for
   * the rest of a group only while an alert is younger than its group_wait.
   */
  private static void write(SendFixture kafka, Topics topics) {
    try (WritingHosts hosts = new WritingHosts(kafka.broker.bootstrapServers(), topics)) {
      long startMs = second() - QUIET * 1_000;
      hosts.rules(SendFixture.PARTITIONS, RULES, startMs);
      for (int host = 0; host < HOSTS; host++) {
        hosts.open("host-" + host, startMs);
      }
      for (int second = 0; second < QUIET; second++) {
        write(hosts, startMs + second * 1_000L, 1);
      }
      // Windows of the entry and of the return.
      await()
          .atMost(SendFixture.PATIENCE)
          .until(() -> kafka.read(topics.rates()).size() == 2 * HOSTS * QUIET);
      write(hosts, second() - 1_000, 10);
    }
  }

  private static void write(WritingHosts hosts, long fromMs, int calls) {
    for (int host = 0; host < HOSTS; host++) {
      hosts.calls("host-" + host, calls, 70, fromMs, fromMs + 1_000);
    }
    hosts.flush();
  }

  /** The one that has begun. */
  private static long second() {
    return System.currentTimeMillis() / 1_000 * 1_000;
  }

  private StreamConfig config(SendFixture kafka, Topics topics) {
    Map<String, String> settings =
        Map.of(
            "kafka.bootstrapServers", kafka.broker.bootstrapServers(),
            "topicPrefix", topics.prefix(),
            "stateDir", directory.resolve("state").toString(),
            "topics.partitions", Integer.toString(SendFixture.PARTITIONS),
            "topics.replication", "1",
            "silence", "1h",
            "api.enabled", "false");
    return StreamConfig.read(ConfigFile.empty("test", Overrides.of(settings, Map.of(), "")));
  }
}
