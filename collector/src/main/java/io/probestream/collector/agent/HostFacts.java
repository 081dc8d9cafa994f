package io.probestream.collector.agent;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/**
 * What /proc says about this host and this process.
 *
 * @param name the host's name
 * @param bootId empty if unknown
 * @param kernelRelease {@code uname -r}; empty if unknown
 * @param arch {@code uname -m}
 * @param uname one line like that of {@code uname -a}
 */
public record HostFacts(
    String name, String bootId, String kernelRelease, String arch, String uname) {
  /** Reads them from {@code proc}, usually {@code /proc}. */
  public static HostFacts read(Path proc) {
    String name = line(proc.resolve("sys/kernel/hostname"));
    String release = line(proc.resolve("sys/kernel/osrelease"));
    String arch = machine();
    return new HostFacts(
        name.isEmpty() ? localHostName() : name,
        line(proc.resolve("sys/kernel/random/boot_id")),
        release,
        arch,
        "Linux "
            + name
            + " "
            + release
            + " "
            + line(proc.resolve("sys/kernel/version"))
            + " "
            + arch
            + " GNU/Linux");
  }

  /** {@code uname -m}, which /proc does not have, from the JVM's name of it. */
  private static String machine() {
    String arch = System.getProperty("os.arch", "");
    return switch (arch) {
      case "amd64" -> "x86_64";
      case "arm64" -> "aarch64";
      default -> arch;
    };
  }

  /** Every thread of this process. */
  public static Collection<Integer> threadIds(Path proc) {
    List<Integer> ids = new ArrayList<>();
    try (Stream<Path> tasks = Files.list(proc.resolve("self/task"))) {
      tasks.forEach(t -> ids.add(Integer.valueOf(t.getFileName().toString())));
    } catch (IOException e) {
      ids.add((int) ProcessHandle.current().pid()); // Without /proc, at least the first thread.
    }
    return ids;
  }

  private static String line(Path file) {
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      return ""; // Documented as empty where unknown.
    }
  }

  private static String localHostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost"; // A host without a name still has lines.
    }
  }
}
