package io.probestream.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

class KafkaOptionsTest {
  @TempDir private Path dir;

  @Command
  static final class WithKafka {
    @Mixin KafkaOptions kafka = new KafkaOptions();
  }

  private static KafkaOptions parse(String... args) {
    WithKafka command = new WithKafka();
    new CommandLine(command).parseArgs(args);
    return command.kafka;
  }

  @Test
  void whatIsNearerWins() throws IOException {
    Path file =
        Files.writeString(dir.resolve("k.properties"), "bootstrap.servers=file:1\nlinger.ms=3\n");
    KafkaOptions given =
        parse(
            "--kafka-config",
            file.toString(),
            "--bootstrap-servers",
            "line:1",
            "-X",
            "linger.ms=9");
    assertThat(given.bootstrapServers()).isEqualTo("line:1");
    assertThat(given.clientProperties()).containsEntry("linger.ms", "9");
    assertThat(parse("--bootstrap-servers", "line:1", "-X", "bootstrap.servers=x:1"))
        .extracting(KafkaOptions::bootstrapServers)
        .isEqualTo("x:1");
    if (System.getenv(KafkaOptions.BOOTSTRAP_ENV) == null) {
      assertThat(parse().bootstrapServers()).isEqualTo("localhost:9092");
      assertThat(parse("--kafka-config", file.toString()).bootstrapServers()).isEqualTo("file:1");
    }
  }

  @Test
  void anUnreadableFileIsNamed() {
    KafkaOptions options = parse("--kafka-config", dir.resolve("absent").toString());
    assertThatThrownBy(options::clientProperties)
        .isInstanceOf(Failure.class)
        .hasMessageContaining("--kafka-config")
        .hasMessageContaining("no such file");
  }

  @Test
  void thePrefixStartsEveryTopic() {
    assertThat(parse("--topic-prefix", "t.").topics().all()).allMatch(t -> t.startsWith("t."));
    assertThatThrownBy(() -> parse("--topic-prefix", "a b").topics())
        .isInstanceOf(IllegalArgumentException.class);
  }
}
