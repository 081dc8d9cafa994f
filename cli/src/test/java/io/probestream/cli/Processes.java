package io.probestream.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The command line in a process of its own, for what a JVM can do only once: to end. */
public final class Processes {
  private Processes() {}

  /** {@code probestream ARGUMENTS}, not started yet. */
  public static ProcessBuilder probestream(List<String> arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                // A shell's background job ignores SIGINT, and so would all that it starts.
                "env",
                "--default-signal=INT",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command);
    // Maven's own options are none of theirs.
    builder.environment().keySet().removeIf(name -> name.startsWith("PROBESTREAM_"));
    return builder;
  }
}
