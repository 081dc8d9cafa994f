package io.probestream.cli.faults;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/**
 * This machine's tracefs, as far as collectors of the test use it: what they count, and what one
 * that was killed leaves behind. Touches only what bears the process id of such a collector.
 */
final class Uprobes {
  static final Path LIBRARY = Path.of(System.getProperty("java.home"), "lib", "libzip.so");
  static final String FUNCTION = LIBRARY + ":Java_java_util_zip_Adler32_update";

  private final Path tracefs;

  private Uprobes(Path tracefs) {
    this.tracefs = tracefs;
  }

  /** Skips the round, with the reason, where nobody may set uprobes. */
  static Uprobes orSkip() {
    Path root =
        Stream.of("/sys/kernel/tracing", "/sys/kernel/debug/tracing")
            .map(Path::of)
            .filter(path -> Files.isWritable(path.resolve("uprobe_events")))
            .findFirst()
            .orElse(null);
    assumeTrue(
        root != null,
        "no writable uprobe_events: needs root, uprobes, and tracefs mounted (mount -t tracefs"
            + " tracefs /sys/kernel/tracing)");
    assumeTrue(Files.isReadable(LIBRARY), "no " + LIBRARY);
    return new Uprobes(root);
  }

  private Path instance(long pid) {
    return tracefs.resolve("instances").resolve("probestream-" + pid);
  }

  /** The collector's event group. */
  static String group(long pid) {
    return "probestream_" + pid;
  }

  /** Whether the collector has switched its events on. */
  boolean isOn(long pid) throws IOException {
    Path enable = instance(pid).resolve("events").resolve(group(pid)).resolve("enable");
    return Files.exists(enable) && Files.readString(enable).strip().equals("1");
  }

  /** Sum over the CPUs of a line of {@code per_cpu/cpu*}{@code /stats}, such as {@code overrun}. */
  long stat(long pid, String name) throws IOException {
    long sum = 0;
    try (Stream<Path> cpus = Files.list(instance(pid).resolve("per_cpu"))) {
      for (Path cpu : cpus.toList()) {
        for (String line : Files.readAllLines(cpu.resolve("stats"))) {
          if (line.startsWith(name + ": ")) {
            sum += Long.parseLong(line.substring(name.length() + 2).strip());
          }
        }
      }
    }
    return sum;
  }

  /** Whether anything of that collector is still there. */
  boolean hasLeft(long pid) throws IOException {
    return Files.exists(instance(pid)) || !definitions(pid).isEmpty();
  }

  /** Takes away what a killed collector left. */
  void clean(long pid) throws IOException {
    Path instance = instance(pid);
    if (Files.exists(instance)) {
      write(instance.resolve("events/enable"), "0");
      Files.delete(instance);
    }
    for (String event : definitions(pid)) {
      write(tracefs.resolve("uprobe_events"), "-:" + event);
    }
  }

  /** Names, with their group, of the collector's probes. */
  private List<String> definitions(long pid) throws IOException {
    return Files.readAllLines(tracefs.resolve("uprobe_events")).stream()
        .map(line -> line.substring(line.indexOf(':') + 1, line.indexOf(' ')))
        .filter(event -> event.startsWith(group(pid) + "/"))
        .toList();
  }

  /** Appends, for opening with truncation would delete everybody's probes. */
  private static void write(Path file, String text) throws IOException {
    Files.write(
        file,
        (text + "\n").getBytes(StandardCharsets.US_ASCII),
        StandardOpenOption.WRITE,
        StandardOpenOption.APPEND);
  }
}
