package io.probestream.cli.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.probestream.cli.Main;
import io.probestream.schemas.config.ConfigFile;
import io.probestream.schemas.config.Overrides;
import io.probestream.streams.topology.StreamConfig;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class StreamCommandTest {
  @TempDir private Path dir;

  private final StringWriter err = new StringWriter();

  @Test
  void theDocumentedExampleSaysTheDefaults() {
    StreamConfig example =
        StreamConfig.read(
            ConfigFile.read(Path.of("..", "docs", "stream.example.yaml"), Overrides.none()));
    StreamConfig defaults = StreamConfig.read(ConfigFile.empty("x", Overrides.none()));
    assertThat(example).isEqualTo(defaults);
  }

  @Test
  void anOptionWinsOverTheEnvironmentAndThatOverTheFile() throws IOException {
    Path file = Files.writeString(dir.resolve("s.yaml"), "threads: 2\nwindow: 5s\nsilence: 9s\n");
    StreamConfig config =
        parse("--config", file.toString(), "--threads", "8", "--topic-prefix", "x.")
            .config(Map.of("PROBESTREAM_THREADS", "4", "PROBESTREAM_WINDOW", "7s"));
    assertThat(config.threads()).isEqualTo(8);
    assertThat(config.engine().windowMs()).isEqualTo(7_000);
    assertThat(config.engine().silenceMs()).isEqualTo(9_000);
    assertThat(config.topics().raw()).isEqualTo("x.raw");
  }

  @Test
  void kafkaPropertiesPassThrough() {
    StreamConfig config =
        parse("-X", "security.protocol=SSL", "--bootstrap-servers", "k:1").config(Map.of());
    assertThat(config.kafka()).containsExactly(Map.entry("security.protocol", "SSL"));
    assertThat(config.bootstrapServers()).isEqualTo("k:1");
  }

  @Test
  void aWrongValueIsASentenceThatNamesFileLineKeyAndExpectation() throws IOException {
    Path file = Files.writeString(dir.resolve("s.yaml"), "threads: 2\nwindow: soon\n");
    assertThat(run("stream", "--config", file.toString())).isEqualTo(1);
    assertThat(err.toString())
        .contains(file + ":2")
        .contains("'window'")
        .contains("a duration from 10ms to 1h")
        .doesNotContain("Exception");
  }

  @Test
  void anUnknownSettingIsNamedAndWrongUsage() {
    assertThat(run("stream", "--set", "treads=2")).isEqualTo(2);
    assertThat(err.toString()).contains("unknown key 'treads'").contains("threads");
  }

  @Test
  void aWrongOptionIsWrongUsage() {
    assertThat(run("stream", "--bogus")).isEqualTo(2);
  }

  private static StreamCommand parse(String... args) {
    StreamCommand command = new StreamCommand();
    new CommandLine(command).parseArgs(args);
    return command;
  }

  private int run(String... args) {
    return Main.commandLine(Map.of()).setErr(new PrintWriter(err)).execute(args);
  }
}
