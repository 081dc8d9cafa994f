package io.probestream.cli.collect;

import static org.assertj.core.api.Assertions.assertThat;

import io.probestream.cli.Main;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class CollectUsageTest {
  @TempDir Path dir;
  private final StringWriter err = new StringWriter();

  private int run(String... args) {
    CommandLine root = Main.commandLine(Map.of());
    root.setOut(new PrintWriter(new StringWriter(), true));
    root.setErr(new PrintWriter(err, true));
    int status = root.execute(args);
    assertThat(err.toString()).doesNotContain("\tat ").doesNotContain("Exception");
    return status;
  }

  @Test
  void noProbeIsWrongUsage() {
    assertThat(run("collect")).isEqualTo(2);
    assertThat(err.toString()).contains("no probe given: use -e, or probes: in the file");
  }

  @Test
  void aDefinitionThatCannotBeOneIsWrongUsage() {
    assertThat(run("collect", "-e", "x:foo bar")).isEqualTo(2);
    assertThat(err.toString()).contains("a probe starts with 'p' or 'r', not with 'x'");
  }

  @Test
  void aWrongValueOnTheCommandLineIsWrongUsage() {
    assertThat(run("collect", "-e", "p:x vfs_read", "--clock", "sundial")).isEqualTo(2);
    assertThat(err.toString()).contains("expected one of boot, mono");
    assertThat(run("probes", "check", "-e", "p:x y", "--set", "nonsense")).isEqualTo(2);
    assertThat(run("stream", "--window", "0")).isEqualTo(2);
  }

  @Test
  void aWrongFileIsAFailureThatNamesTheLine() throws IOException {
    Path config = Files.writeString(dir.resolve("c.yaml"), "host: a\nprobes:\n  - syscal: w\n");
    assertThat(run("collect", "--config", config.toString())).isEqualTo(1);
    assertThat(err.toString()).contains(config + ":3: unknown key 'probes[0].syscal'");
  }

  @Test
  void withoutTracefsTheSentenceSaysWhatToDo() {
    String[] place = {"--tracefs", dir.toString()};
    assertThat(run("collect", "-e", "p:x vfs_read", place[0], place[1])).isEqualTo(1);
    assertThat(err.toString()).contains("no tracefs at " + dir).contains("--mount");
    assertThat(run("probes", "list", place[0], place[1])).isEqualTo(1);
    assertThat(run("probes", "clean", place[0], place[1])).isEqualTo(1);
  }

  @Test
  void aWrongKafkaPropertyIsFoundBeforeAnythingIsTouched() throws IOException {
    Files.createFile(dir.resolve("trace_pipe"));
    int status =
        run("collect", "-e", "p:x vfs_read", "--tracefs", dir.toString(), "-X", "linger.ms=soon");
    assertThat(status).isEqualTo(1);
    assertThat(err.toString()).contains("wrong Kafka client property").contains("linger.ms");
  }

  @Test
  void aBrokerWithoutAPortIsASentence() throws IOException {
    Files.createFile(dir.resolve("trace_pipe"));
    int status =
        run(
            "collect",
            "-e",
            "p:x vfs_read",
            "--tracefs",
            dir.toString(),
            "--bootstrap-servers",
            "localhost");
    assertThat(status).isEqualTo(1);
    assertThat(err.toString()).contains("'localhost'").contains("host:port");
  }
}
