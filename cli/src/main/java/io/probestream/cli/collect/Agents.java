package io.probestream.cli.collect;

import io.probestream.collector.agent.OwnProbes;
import io.probestream.collector.tracefs.Tracefs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Tells running agents from other processes that got a dead agent's number. */
final class Agents {
  private Agents() {}

  static OwnProbes probes(Tracefs tracefs) {
    return new OwnProbes(tracefs, Agents::isRunning);
  }

  private static boolean isRunning(long pid) {
    try {
      byte[] words = Files.readAllBytes(Path.of("/proc/" + pid + "/cmdline"));
      return new String(words, StandardCharsets.ISO_8859_1).contains("probestream");
    } catch (NoSuchFileException e) {
      return false;
    } catch (IOException e) {
      return true; // It exists but hides: better leave its probes alone.
    }
  }
}
