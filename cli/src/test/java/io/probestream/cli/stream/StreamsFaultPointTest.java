package io.probestream.cli.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.probestream.cli.Main;
import io.probestream.streams.topology.StreamsService;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Killed at chosen points, and moved between instances: nothing of it is seen in the results. */
class StreamsFaultPointTest {
  private static final long SEED = 20261123;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir private Path dir;

  @Test
  void killedInTheMiddleOfCommitsAndOfARestore() throws Exception {
    Random random = new Random(SEED);
    try (StreamFixture fixture = new StreamFixture(dir, 2)) {
      fixture.createTopics();
      fixture.publishRules(System.currentTimeMillis() - 660_000);
      MadeRawLog log = log(fixture, 2);
      Halting.Point[] points = Halting.Point.values();
      int part = log.size() / (points.length + 1);
      for (int i = 0; i < points.length; i++) {
        log.publish(fixture.broker.bootstrapServers(), i * part, (i + 1) * part);
        // A restore from Kafka needs a directory without state.
        boolean restores = points[i] == Halting.Point.RESTORING;
        if (restores) {
          commit(fixture);
        }
        int after = restores ? 1 : 1 + random.nextInt(points[i] == points[0] ? 4 : 12);
        Process process = start(fixture, restores ? "fresh" : "a", i, points[i], after);
        boolean ended = process.waitFor(120, TimeUnit.SECONDS);
        process.destroyForcibly();
        assertThat(ended).as("%s after %d, seed %d: %s", points[i], after, SEED, said(i)).isTrue();
        assertThat(process.exitValue()).as(said(i)).isEqualTo(Halting.STATUS);
      }
      log.publish(fixture.broker.bootstrapServers(), points.length * part, log.size());
      fixture.start("a");
      fixture.assertResultsEqualTheEngines();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void partitionsMoveWhenAnInstanceJoinsLeavesAndIsKilled(int standbys) throws Exception {
    try (StreamFixture fixture = new StreamFixture(dir, 4)) {
      fixture.createTopics();
      fixture.publishRules(System.currentTimeMillis() - 660_000);
      MadeRawLog log = log(fixture, 4);
      String bootstrap = fixture.broker.bootstrapServers();
      int part = log.size() / 4;
      log.publish(bootstrap, 0, part);
      Process killed = start(fixture, "killed", 0, null, 0, "standbyReplicas=" + standbys);
      try {
        await().atMost(PATIENCE).until(() -> results(fixture) > 0);
        try (StreamsService second = startWith(fixture, "b", standbys)) {
          await().atMost(PATIENCE).until(second::isRunning);
          log.publish(bootstrap, part, 2 * part);
          int before = results(fixture);
          await().atMost(PATIENCE).until(() -> results(fixture) > before);
        }
        log.publish(bootstrap, 2 * part, 3 * part);
        int before = results(fixture);
        startWith(fixture, "c", standbys);
        await().atMost(PATIENCE).until(() -> results(fixture) > before);
      } finally {
        killed.destroyForcibly();
      }
      log.publish(bootstrap, 3 * part, log.size());
      fixture.assertResultsEqualTheEngines();
    }
  }

  /** Each kill so far may have come before the first commit: then there is nothing to restore. */
  private static void commit(StreamFixture fixture) throws InterruptedException {
    try (StreamsService committing = fixture.start("a")) {
      await().atMost(PATIENCE).until(() -> results(fixture) > 0);
      committing.check();
    }
  }

  private static MadeRawLog log(StreamFixture fixture, int partitions) {
    long startMs = System.currentTimeMillis() / 1_000 * 1_000 - 600_000;
    return new MadeRawLog(fixture.topics, 5, partitions, startMs, SEED);
  }

  private static int results(StreamFixture fixture) {
    return ReadTopic.all(fixture.broker.bootstrapServers(), fixture.topics.latency()).size();
  }

  private static StreamsService startWith(StreamFixture fixture, String instance, int standbys)
      throws InterruptedException {
    Map<String, String> settings = fixture.settings(instance);
    settings.put("standbyReplicas", Integer.toString(standbys));
    return fixture.startWith(settings);
  }

  private Process start(
      StreamFixture fixture,
      String instance,
      int number,
      Halting.Point point,
      int after,
      String... settings)
      throws IOException {
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
    fixture
        .settings(instance)
        .forEach((key, value) -> command.addAll(List.of("--set", key + '=' + value)));
    for (String setting : settings) {
      command.addAll(List.of("--set", setting));
    }
    if (point != null) {
      for (String property :
          List.of(
              "producer.interceptor.classes=" + Halting.OfProducer.class.getName(),
              "restore.consumer.interceptor.classes=" + Halting.OfRestore.class.getName(),
              "halt.at=" + point,
              "halt.after=" + after)) {
        command.addAll(List.of("-X", property));
      }
    }
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(dir.resolve("stream-" + number + ".log").toFile())
        .start();
  }

  private String said(int number) throws IOException {
    return Files.readString(dir.resolve("stream-" + number + ".log"));
  }
}
