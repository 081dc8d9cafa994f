package io.probestream.cli.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.probestream.cli.Main;
import io.probestream.schemas.Json;
import io.probestream.schemas.window.RateWindow;
import io.probestream.streams.topology.StreamsService;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.MemberDescription;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One of two instances gets SIGKILL while the other is asked, and while more comes in. */
class QueryKillTest {
  private static final int PARTITIONS = 4;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir private Path dir;

  private final HttpClient client = HttpClient.newHttpClient();
  private final long startMs = System.currentTimeMillis() - 600_000;

  @Test
  void noAnswerHasLessThanBeforeUnlessItSaysThatItIsStale() throws Exception {
    try (StreamFixture fixture = new StreamFixture(dir, PARTITIONS)) {
      fixture.createTopics();
      String bootstrap = fixture.broker.bootstrapServers();
      RawLog log = RawLog.of(fixture.topics, 4, 120, PARTITIONS, startMs);
      log.publish(bootstrap, 0, log.size() / 2);
      StreamsService asked = fixture.startWith(settings(fixture, "asked"));
      Process killed = start(settings(fixture, "killed"));
      long before;
      List<String> wrong = new ArrayList<>();
      int answers = 0;
      int none = 0;
      try {
        await().atMost(PATIENCE).until(() -> members(bootstrap) == 2);
        await()
            .atMost(PATIENCE)
            .untilAsserted(
                () -> {
                  HttpResponse<String> answer = ask(asked);
                  assertThat(answer.statusCode()).isEqualTo(200);
                  assertThat(events(answer)).isPositive().isEqualTo(committed(fixture));
                });
        before = events(ask(asked));
      } finally {
        killed.destroyForcibly();
      }
      assertThat(killed.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(killed.exitValue()).as(said()).isEqualTo(128 + 9);
      log.publish(bootstrap, log.size() / 2, log.size());

      long deadlineNs = System.nanoTime() + PATIENCE.toNanos();
      long events = 0;
      while (events <= before || events != committed(fixture)) {
        assertThat(System.nanoTime()).as("events " + events).isLessThan(deadlineNs);
        HttpResponse<String> answer = ask(asked);
        if (answer.statusCode() == 503) {
          none++;
          continue;
        }
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        answers++;
        events = events(answer);
        if (events < before && !Json.mapper().readTree(answer.body()).get("stale").asBoolean()) {
          wrong.add(answer.body());
        }
      }
      assertThat(wrong).as(answers + " answers, none " + none + " times").isEmpty();
      fixture.assertResultsEqualTheEngines();
    }
  }

  private static Map<String, String> settings(StreamFixture fixture, String instance) {
    Map<String, String> settings = fixture.settings(instance);
    settings.put("standbyReplicas", "1");
    settings.put("rollups.windows", "24h");
    settings.put("api.port", "0");
    settings.put("api.patience", "1s");
    settings.put("kafka.properties.acceptable.recovery.lag", "0");
    settings.put("kafka.properties.probing.rebalance.interval.ms", "60000");
    return settings;
  }

  private HttpResponse<String> ask(StreamsService service) throws Exception {
    URI uri =
        URI.create(
            service.apiUrl()
                + "api/v1/rates?by=host&step=10s&from="
                + (startMs - 60_000)
                + "&to="
                + (startMs + 120_000));
    return client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
  }

  private static long events(HttpResponse<String> answer) throws Exception {
    long events = 0;
    for (JsonNode series : Json.mapper().readTree(answer.body()).path("series")) {
      for (JsonNode point : series.get("points")) {
        events += point.get("count").asLong();
      }
    }
    return events;
  }

  private static long committed(StreamFixture fixture) {
    return ReadTopic.all(fixture.broker.bootstrapServers(), fixture.topics.rates()).stream()
        .mapToLong(r -> Json.read(r.value(), RateWindow.class).count())
        .sum();
  }

  /** Instances that have partitions. */
  private static long members(String bootstrap) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
      return admin
          .describeConsumerGroups(List.of("probestream"))
          .all()
          .get()
          .get("probestream")
          .members()
          .stream()
          .map(MemberDescription::assignment)
          .filter(assignment -> !assignment.topicPartitions().isEmpty())
          .count();
    }
  }

  private Process start(Map<String, String> settings) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "stream"));
    settings.forEach((key, value) -> command.addAll(List.of("--set", key + '=' + value)));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(dir.resolve("killed.log").toFile())
        .start();
  }

  private String said() throws Exception {
    return Files.readString(dir.resolve("killed.log"));
  }
}
