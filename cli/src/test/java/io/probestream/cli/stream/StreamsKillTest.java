package io.probestream.cli.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.probestream.cli.Main;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * SIGKILL in mid-stream, each time at another moment: guards the internal interface that ties the
 * hot state to the commit. Anything written too early, too late or not at all changes a window.
 */
class StreamsKillTest {
  private static final int KILLS = 3;

  @TempDir private Path dir;

  @Test
  void aKilledProcessGoesOnWithExactlyTheCommittedState() throws Exception {
    try (StreamFixture fixture = new StreamFixture(dir, 1)) {
      fixture.createTopics();
      String bootstrap = fixture.broker.bootstrapServers();
      long startMs = System.currentTimeMillis() - 600_000;
      RawLog log = RawLog.of(fixture.topics, 2, 200, 1, startMs);
      int part = log.size() / (KILLS + 1);
      for (int kill = 0; kill < KILLS; kill++) {
        int before = latencies(fixture);
        // Half of it is there before the process starts, the other half comes while it works.
        log.publish(bootstrap, kill * part, kill * part + part / 2);
        Process process = start(fixture, kill);
        try {
          await().atMost(Duration.ofSeconds(60)).until(() -> latencies(fixture) > before);
          log.publish(bootstrap, kill * part + part / 2, (kill + 1) * part);
        } finally {
          process.destroyForcibly();
        }
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(said(kill)).isEqualTo(128 + 9);
      }
      log.publish(bootstrap, KILLS * part, log.size());
      fixture.start("a");
      fixture.assertResultsEqualTheEngines();
    }
  }

  private static int latencies(StreamFixture fixture) {
    return ReadTopic.all(fixture.broker.bootstrapServers(), fixture.topics.latency()).size();
  }

  private Process start(StreamFixture fixture, int number) throws IOException {
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
        .settings("a")
        .forEach((key, value) -> command.addAll(List.of("--set", key + '=' + value)));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(dir.resolve("stream-" + number + ".log").toFile())
        .start();
  }

  private String said(int number) throws IOException {
    return Files.readString(dir.resolve("stream-" + number + ".log"));
  }
}
