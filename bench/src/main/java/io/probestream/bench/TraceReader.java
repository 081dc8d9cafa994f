package io.probestream.bench;

import io.probestream.cli.Failure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/**
 * Processes that read {@code trace_pipe} of a tracefs instance of their own, which has the events
 * of another's group.
 */
final class TraceReader implements AutoCloseable {
  private static final long USER_HZ_NS = 10_000_000;

  private final Path instance;
  private final String group;
  private final List<Process> processes;

  private TraceReader(Path instance, String group, List<Process> processes) {
    this.instance = instance;
    this.group = group;
    this.processes = processes;
  }

  /** Starts {@code cat}, and what takes its output; then enables the events of {@code group}. */
  static TraceReader start(Path tracefs, String name, String group, List<String> into)
      throws IOException {
    Path instance = tracefs.resolve("instances/" + name + "-" + ProcessHandle.current().pid());
    Files.createDirectory(instance);
    write(instance.resolve("trace_clock"), "boot");
    write(instance.resolve("buffer_size_kb"), "8192");
    ProcessBuilder cat = new ProcessBuilder("cat", instance.resolve("trace_pipe").toString());
    ProcessBuilder.Redirect nowhere = ProcessBuilder.Redirect.DISCARD;
    List<Process> processes =
        into.isEmpty()
            ? List.of(cat.redirectOutput(nowhere).start())
            : ProcessBuilder.startPipeline(
                List.of(cat, new ProcessBuilder(into).redirectOutput(nowhere)));
    write(instance.resolve("events").resolve(group).resolve("enable"), "1");
    return new TraceReader(instance, group, processes);
  }

  /** Events recorded so far; throws where some were lost. */
  long events() throws IOException {
    if (stat("overrun") > 0) {
      throw new Failure("this machine cannot keep up with cat trace_pipe; nothing was compared");
    }
    return stat("entries") + stat("read events");
  }

  /** Throws unless all events were read. */
  void check() throws IOException {
    if (stat("entries") > 0) {
      throw new Failure("cat left " + stat("entries") + " events unread");
    }
  }

  private long stat(String name) throws IOException {
    long sum = 0;
    try (Stream<Path> cpus = Files.list(instance.resolve("per_cpu"))) {
      for (Path cpu : cpus.toList()) {
        for (String line : Files.readAllLines(cpu.resolve("stats"))) {
          if (line.startsWith(name + ": ")) {
            sum += Long.parseLong(line.substring(name.length() + 2).trim());
          }
        }
      }
    }
    return sum;
  }

  long cpuNs() throws IOException {
    long sum = 0;
    for (Process process : processes) {
      sum += cpuNs(process);
    }
    return sum;
  }

  /** User and system time of a process and all of its threads. */
  static long cpuNs(Process process) throws IOException {
    String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * USER_HZ_NS;
  }

  private static void write(Path file, String text) throws IOException {
    Files.write(file, text.getBytes(StandardCharsets.US_ASCII), StandardOpenOption.WRITE);
  }

  /** Disables its events, or the probes are busy; then takes the instance away. */
  @Override
  public void close() throws IOException {
    Path enable = instance.resolve("events").resolve(group).resolve("enable");
    if (Files.exists(enable)) {
      write(enable, "0");
    }
    processes.forEach(Processes::end);
    Files.delete(instance);
  }
}
