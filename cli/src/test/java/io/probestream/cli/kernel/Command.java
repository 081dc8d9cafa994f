package io.probestream.cli.kernel;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Runs a host command to its end and hands back what it printed. */
final class Command {
  private Command() {}

  /**
   * The command's standard output.
   *
   * @throws IOException when it cannot be started, fails, or is still running after {@code timeout}
   */
  static byte[] run(Path directory, Duration timeout, List<String> command)
      throws IOException, InterruptedException {
    Path out = Files.createTempFile("command", ".out");
    Path err = Files.createTempFile("command", ".err");
    try {
      Process process =
          new ProcessBuilder(command)
              .directory(directory.toFile())
              .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
              .redirectOutput(out.toFile())
              .redirectError(err.toFile())
              .start();
      try {
        if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
          throw new IOException(
              "still running after %d s: %s".formatted(timeout.toSeconds(), command));
        }
      } finally {
        process.destroyForcibly();
      }
      if (process.exitValue() != 0) {
        throw new IOException(
            "exit status %d of %s: %s"
                .formatted(process.exitValue(), command, Files.readString(err).strip()));
      }
      return Files.readAllBytes(out);
    } finally {
      Files.delete(out);
      Files.delete(err);
    }
  }

  /** The standard output as lines, for commands that print text. */
  static List<String> lines(Path directory, Duration timeout, List<String> command)
      throws IOException, InterruptedException {
    return new String(run(directory, timeout, command), StandardCharsets.UTF_8).lines().toList();
  }

  /** Where {@code name} stands on the PATH. */
  static Optional<Path> find(String name) {
    for (String directory : System.getenv().getOrDefault("PATH", "").split(":", -1)) {
      Path candidate = Path.of(directory).resolve(name);
      if (!directory.isEmpty() && Files.isExecutable(candidate)) {
        return Optional.of(candidate);
      }
    }
    return Optional.empty();
  }
}
