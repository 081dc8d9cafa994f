package io.probestream.cli.demo;

import io.probestream.cli.Failure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The capture in the jar, with what its kernel counted. */
final class PackagedCapture {
  private static final String ROOT = "/captures/arm64-6.1/";
  private static final String CAPTURE = "complete.txt.gz";
  private static final List<String> BESIDE =
      List.of(
          "uname",
          "complete.d/kprobe_events",
          "complete.d/kprobe_profile",
          "complete.d/trace_clock",
          "complete.d/cpu0.stats",
          "complete.d/cpu1.stats",
          "complete.d/cpu2.stats",
          "complete.d/cpu3.stats");

  private PackagedCapture() {}

  /** Where the capture comes from, in a few words. */
  static String origin() {
    return "arm64 6.1";
  }

  /** Unpacks it into {@code directory} and returns the capture's path. */
  static Path unpack(Path directory) {
    try {
      for (String name : BESIDE) {
        copy(name, directory);
      }
      return copy(CAPTURE, directory);
    } catch (IOException e) {
      throw new Failure(
          "cannot unpack the capture into "
              + directory
              + ": "
              + e.getMessage()
              + "; free some space, or name another place with TMPDIR",
          e);
    }
  }

  private static Path copy(String name, Path directory) throws IOException {
    Path target = directory.resolve(name);
    Files.createDirectories(target.getParent());
    try (InputStream in = PackagedCapture.class.getResourceAsStream(ROOT + name)) {
      if (in == null) {
        throw new IOException(ROOT + name + " is not in this build");
      }
      Files.copy(in, target);
    }
    return target;
  }
}
