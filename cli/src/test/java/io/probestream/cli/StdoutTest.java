package io.probestream.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StdoutTest {
  private static final File FULL = new File("/dev/full");

  private static final class FullDisk extends OutputStream {
    private final ByteArrayOutputStream taken = new ByteArrayOutputStream();

    @Override
    public void write(int b) throws IOException {
      if (taken.size() == 10) {
        throw new IOException("No space left on device");
      }
      taken.write(b);
    }
  }

  @Test
  void theFirstFailureEndsWhoeverPrintsAndTheRestIsDropped() {
    FullDisk disk = new FullDisk();
    Stdout stdout = new Stdout(disk);
    PrintWriter out =
        new PrintWriter(
            new PrintStream(new BufferedOutputStream(stdout), true, StandardCharsets.UTF_8),
            true,
            StandardCharsets.UTF_8);
    out.println("12345");
    assertThat(stdout.ended()).isNull();
    assertThatThrownBy(() -> out.println("1234567890"))
        .isInstanceOf(Stdout.Ended.class)
        .hasMessage(
            "cannot write the results to stdout: No space left on device;"
                + " free some space, or send them somewhere else");
    assertThat(stdout.ended()).isNotNull();
    out.println("more");
    assertThat(disk.taken.toString(StandardCharsets.UTF_8)).startsWith("12345\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--help",
        "analyze --help",
        "analyze src/test/resources/captures/x86_64-6.1/maxactive.txt.gz"
      })
  void aFullDiskIsStatus1AndOneSentence(String command) throws Exception {
    assumeThat(FULL).exists();
    Process process =
        Processes.probestream(List.of(command.split(" "))).redirectOutput(FULL).start();
    String said = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(said)
        .isEqualTo(
            "probestream: cannot write the results to stdout: No space left on device;"
                + " free some space, or send them somewhere else\n");
    assertThat(process.exitValue()).isEqualTo(1);
  }

  @Test
  void aReaderThatHasSeenEnoughIsNotTold() throws Exception {
    // The pipe's reader is gone before the command starts.
    List<String> command = new ArrayList<>();
    command.addAll(List.of("bash", "-c", "exec 3> >(exit 0); wait $!; exec \"$@\" >&3", "bash"));
    command.addAll(Processes.probestream(List.of("--help")).command());
    Process process = new ProcessBuilder(command).start();
    String said = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(said).isEmpty();
    assertThat(process.exitValue()).isEqualTo(128 + 13);
  }
}
