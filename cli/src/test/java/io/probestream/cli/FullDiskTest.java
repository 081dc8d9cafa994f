package io.probestream.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.probestream.cli.broker.BrokerOptions;
import io.probestream.cli.broker.EmbeddedBroker;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** On a disk of its own that is too small: a tmpfs that only this process and its children see. */
@Timeout(300)
class FullDiskTest {
  @TempDir private Path dir;

  @BeforeEach
  void needsMountNamespaces() throws Exception {
    Process process = onDisk("64k", List.of("true"), "").redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assumeTrue(process.waitFor() == 0, "needs root and mount namespaces (unshare -m): " + said);
  }

  /** Runs {@code command} with {@code dir/disk} that small, then {@code after}. */
  private ProcessBuilder onDisk(String size, List<String> command, String after) {
    String script =
        "mount -t tmpfs -o size="
            + size
            + " tmpfs disk || exit 99; \"$@\"; status=$?; "
            + after
            + " exit $status";
    List<String> all = new ArrayList<>(List.of("unshare", "-m", "sh", "-c", script, "sh"));
    all.addAll(command);
    assertThat(dir.resolve("disk").toFile().mkdirs() || Files.exists(dir.resolve("disk"))).isTrue();
    return new ProcessBuilder(all).directory(dir.toFile());
  }

  private record Ended(int status, String out, String err) {}

  private Ended run(ProcessBuilder builder) throws Exception {
    Path out = dir.resolve("out");
    Path err = dir.resolve("err");
    Process process = builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
    try {
      assertThat(process.waitFor(250, TimeUnit.SECONDS)).isTrue();
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
    return new Ended(process.exitValue(), Files.readString(out), Files.readString(err));
  }

  @Test
  void aDemoOnAFullDiskEndsWithASentenceAndLeavesNothingThere() throws Exception {
    List<String> command =
        Processes.probestream(List.of("demo", "--source", "replay", "--format", "json")).command();
    ProcessBuilder builder = onDisk("1m", command, "ls disk;");
    builder.environment().put("TMPDIR", dir.resolve("disk").toString());
    Ended ended = run(builder);
    assertThat(ended.err())
        .startsWith("probestream: ")
        .contains(dir.resolve("disk").toString())
        .contains("TMPDIR")
        .hasLineCount(1);
    assertThat(ended.status()).isEqualTo(1);
    assertThat(ended.out()).isEmpty();
  }

  @Test
  void resultsThatDoNotFitAreAFailure() throws Exception {
    Path capture =
        Path.of("src/test/resources/captures/x86_64-6.1/tgid-mixed.txt.gz").toAbsolutePath();
    List<String> command = new ArrayList<>(List.of("sh", "-c", "exec \"$@\" > disk/out", "sh"));
    command.addAll(
        Processes.probestream(
                List.of(
                    "analyze", "--windows", "--by", "task", "--format", "json", capture.toString()))
            .command());
    Ended ended = run(onDisk("8k", command, ""));
    assertThat(ended.err())
        .isEqualTo(
            "probestream: cannot write the results to stdout: No space left on device;"
                + " free some space, or send them somewhere else\n");
    assertThat(ended.status()).isEqualTo(1);
  }

  @Test
  void aFullStateDirectoryAndACutExportAreSentencesToo() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.start(BrokerOptions.in(dir.resolve("kafka")))) {
      String at = broker.bootstrapServers();
      List<String> stream =
          new ArrayList<>(List.of("sh", "-c", "cat /dev/zero > disk/fill 2>&-; exec \"$@\"", "sh"));
      stream.addAll(
          Processes.probestream(
                  List.of("stream", "--bootstrap-servers", at, "--state-dir", "disk/state"))
              .command());
      // One replica of each topic.
      stream.addAll(List.of("--set", "topics.replication=1"));
      Ended full = run(onDisk("1m", stream, ""));
      assertThat(full.err())
          .contains("No space left on device; free some space for the state in disk/state")
          .doesNotContain("\tat ");
      assertThat(full.status()).isEqualTo(1);

      String capture = "src/test/resources/captures/x86_64-6.1/tgid-mixed.txt.gz";
      Cli replay = Cli.run("replay", "--speed", "max", "--bootstrap-servers", at, capture);
      assertThat(replay.status()).as(replay.err()).isZero();
      List<String> export =
          Processes.probestream(
                  List.of(
                      "raw export --host replay-1 --output disk/a --bootstrap-servers".split(" ")))
              .command();
      export.add(at);
      Ended cut = run(onDisk("64k", export, "ls disk;"));
      assertThat(cut.err())
          .isEqualTo(
              "probestream: cannot write disk/a.part.txt.gz: No space left on device;"
                  + " check the directory, its permissions and the free space\n");
      assertThat(cut.status()).isEqualTo(1);
      assertThat(cut.out()).isEmpty();
    }
  }
}
