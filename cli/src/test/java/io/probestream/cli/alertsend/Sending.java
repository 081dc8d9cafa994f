package io.probestream.cli.alertsend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.probestream.cli.Processes;
import io.probestream.schemas.Topics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** {@code alert send} as a process, with its messages in a file. */
final class Sending implements AutoCloseable {
  private final Path err;
  final Process process;

  /**
   * @param yaml its receivers
   * @param more options
   */
  Sending(Path err, String brokers, Topics topics, String yaml, String... more) throws IOException {
    this.err = err;
    Path config =
        Files.writeString(
            err.resolveSibling(err.getFileName() + ".yaml"),
            "closeTimeout: 5s\n"
                + "kafka: {properties: {session.timeout.ms: 1500, heartbeat.interval.ms: 300}}\n"
                + yaml);
    List<String> words =
        new ArrayList<>(
            List.of(
                "alert",
                "send",
                "--config=" + config,
                "--bootstrap-servers=" + brokers,
                "--topic-prefix=" + topics.prefix()));
    words.addAll(List.of(more));
    process =
        Processes.probestream(words).redirectErrorStream(true).redirectOutput(err.toFile()).start();
  }

  String said() {
    try {
      return Files.readString(err);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void awaitSaid(String part) {
    await()
        .atMost(SendFixture.PATIENCE)
        .until(
            () -> {
              assertThat(process.isAlive()).as(said()).isTrue();
              return said().contains(part);
            });
  }

  int awaitEnd() throws InterruptedException {
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).as(said()).isTrue();
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
