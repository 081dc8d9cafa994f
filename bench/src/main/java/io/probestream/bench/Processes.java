package io.probestream.bench;

import io.probestream.cli.Failure;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Whole commands, timed from outside by the shell that waits for them. */
final class Processes {
  private Processes() {}

  /**
   * What a command took.
   *
   * @param cpuNs user and system time, with those of its children
   * @param wallNs from start to end
   */
  record Took(String output, long cpuNs, long wallNs) {}

  /** Whether a program is on the search path. */
  static boolean has(String program) {
    for (String dir : System.getenv("PATH").split(File.pathSeparator, -1)) {
      if (Files.isExecutable(Path.of(dir, program))) {
        return true;
      }
    }
    return false;
  }

  /** A command on one processor, where the machine can bind it. */
  static List<String> onOneCore(List<String> command) {
    if (!has("taskset")) {
      return command;
    }
    List<String> bound = new ArrayList<>(List.of("taskset", "-c", "0"));
    bound.addAll(command);
    return bound;
  }

  /** Runs a command to its end, which must be a success; its output in ASCII. */
  static Took run(List<String> command) throws IOException, InterruptedException {
    Path out = Files.createTempFile("bench", ".out");
    Path err = Files.createTempFile("bench", ".err");
    try {
      List<String> timed =
          new ArrayList<>(
              List.of(
                  "bash",
                  "-c",
                  "o=$1 e=$2; shift 2; TIMEFORMAT='%U %S'; time \"$@\" >\"$o\" 2>\"$e\" </dev/null",
                  "bash",
                  out.toString(),
                  err.toString()));
      timed.addAll(command);
      long startNs = System.nanoTime();
      Process process = new ProcessBuilder(timed).redirectErrorStream(true).start();
      process.getOutputStream().close();
      String times = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      int status = process.waitFor();
      long wallNs = System.nanoTime() - startNs;
      if (status != 0) {
        throw new Failure(
            String.join(" ", command)
                + " ended with status "
                + status
                + ": "
                + Files.readString(err));
      }
      String[] parts = times.trim().split(" ", -1);
      long cpuNs = seconds(parts[0]) + seconds(parts[1]);
      return new Took(Files.readString(out, StandardCharsets.ISO_8859_1), cpuNs, wallNs);
    } finally {
      Files.delete(out);
      Files.delete(err);
    }
  }

  /** Asks a process to end, and waits for it; one that does not is killed. */
  static void end(Process process) {
    process.destroy();
    try {
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  private static long seconds(String text) {
    return Math.round(Double.parseDouble(text) * 1e9);
  }
}
