package io.probestream.cli.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** One process of a round, with the log of what it said. */
final class Child {
  private static final int TAIL_BYTES = 4_000;
  private static final long PATIENCE_S = 120;

  final String name;
  private final Process process;
  private final Path log;

  Child(String name, Process process, Path log) {
    this.name = name;
    this.process = process;
    this.log = log;
  }

  long pid() {
    return process.pid();
  }

  Process process() {
    return process;
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** SIGKILL, and waits until it is gone. */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    awaitEnd();
  }

  /** SIGTERM, and waits until it has ended; returns its status. */
  int stop() throws InterruptedException {
    process.destroy();
    return awaitEnd();
  }

  /** Waits until it has ended by itself; returns its status. */
  int awaitEnd() throws InterruptedException {
    if (!process.waitFor(PATIENCE_S, TimeUnit.SECONDS)) {
      throw new AssertionError(name + " does not end: " + said());
    }
    return process.exitValue();
  }

  /** Sends {@code STOP} or {@code CONT}, for which Java has no call. */
  void signal(String signal) throws IOException, InterruptedException {
    Process kill =
        new ProcessBuilder(List.of("kill", "-" + signal, Long.toString(pid()))).inheritIO().start();
    if (kill.waitFor() != 0) {
      throw new IOException("kill -" + signal + " of " + name + " failed");
    }
  }

  /** The end of its log. */
  String said() {
    try {
      byte[] all = Files.readAllBytes(log);
      int from = Math.max(0, all.length - TAIL_BYTES);
      return new String(all, from, all.length - from, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
