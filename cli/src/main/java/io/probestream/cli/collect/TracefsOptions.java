package io.probestream.cli.collect;

import io.probestream.cli.Failure;
import io.probestream.collector.tracefs.FileTracefsIo;
import io.probestream.collector.tracefs.Tracefs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Option;

/** Where tracefs is: a mixin. */
final class TracefsOptions {
  @Option(
      names = "--mount",
      description =
          "Mount tracefs at /sys/kernel/tracing if it is not mounted (nothing is mounted without"
              + " this).")
  private boolean mount;

  @Option(
      names = "--tracefs",
      paramLabel = "DIR",
      description =
          "Where tracefs is mounted (default: /sys/kernel/tracing, else"
              + " /sys/kernel/debug/tracing).")
  private Path directory;

  /** Finds tracefs, mounting it first if that was asked for. */
  Tracefs find() {
    List<Path> places = directory == null ? Tracefs.PLACES : List.of(directory);
    if (mount && places.stream().noneMatch(p -> Files.exists(p.resolve("trace_pipe")))) {
      mount(places.get(0));
    }
    return Tracefs.find(new FileTracefsIo(), places);
  }

  private static void mount(Path place) {
    try {
      Process mount =
          new ProcessBuilder("mount", "-t", "tracefs", "nodev", place.toString())
              .redirectErrorStream(true)
              .start();
      String said = new String(mount.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!mount.waitFor(10, TimeUnit.SECONDS) || mount.exitValue() != 0) {
        throw new Failure(
            "cannot mount tracefs at " + place + ": " + said.trim() + "; run as root");
      }
    } catch (IOException e) {
      throw new Failure("cannot run mount: " + e.getMessage() + "; mount tracefs yourself", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Failure("interrupted while mounting tracefs", e);
    }
  }
}
