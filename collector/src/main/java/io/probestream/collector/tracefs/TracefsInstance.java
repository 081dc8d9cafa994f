package io.probestream.collector.tracefs;

import io.probestream.collector.CollectorException;
import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** One tracefs instance: its ring buffer, clock, options and event switches. Not thread-safe. */
public final class TracefsInstance {
  private final TracefsIo io;
  private final Path root;

  TracefsInstance(TracefsIo io, Path root) {
    this.io = io;
    this.root = root;
  }

  public String name() {
    return root.getFileName().toString();
  }

  /** Sets the trace clock, which clears the buffer (tracing_set_clock): before enabling. */
  public void setClock(String clock) {
    write("trace_clock", clock, "see the clocks of this kernel in " + root.resolve("trace_clock"));
  }

  /** The text of {@code trace_clock}: all clocks, the current one in brackets. */
  public String clocks() {
    return read("trace_clock").trim();
  }

  /** Ring buffer size for each CPU, in KiB. */
  public void setBufferSizeKb(long sizeKb) {
    write("buffer_size_kb", Long.toString(sizeKb), "choose a smaller --buffer-size");
  }

  /** Ring buffer size of the first CPU in KiB; 0 where it is not told. */
  public long bufferSizeKb() {
    try {
      String text = io.read(root.resolve("per_cpu/cpu0/buffer_size_kb")).trim();
      return Long.parseLong(text.split(" ", 2)[0]); // "7 (expanded: 1408)"
    } catch (IOException | NumberFormatException e) {
      return 0; // Callers only tune by it.
    }
  }

  /** Sets an option; false if this kernel has no such option. */
  public boolean setOption(String option, boolean on) {
    if (!io.exists(root.resolve("options").resolve(option))) {
      return false;
    }
    write("options/" + option, on ? "1" : "0", "the option may not fit the current tracer");
    return true;
  }

  /**
   * Keeps these threads out of the trace, besides those named before (a write without truncation
   * adds: trace_pid_write). False before 5.7, which has no {@code set_event_notrace_pid}.
   */
  public boolean excludeThreads(Collection<Integer> threadIds) {
    if (!io.exists(root.resolve("set_event_notrace_pid"))) {
      return false;
    }
    String ids = threadIds.stream().map(String::valueOf).collect(Collectors.joining(" "));
    write("set_event_notrace_pid", ids + "\n", "this is unexpected, please report it");
    return true;
  }

  /** Switches all events of a group, one after the other. */
  public void enable(String group, boolean on) {
    write(
        "events/" + group + "/enable",
        on ? "1" : "0",
        "the kernel may be locked down: see /sys/kernel/security/lockdown");
  }

  /** Switches one event. */
  public void enable(String group, String event, boolean on) {
    write(
        "events/" + group + "/" + event + "/enable",
        on ? "1" : "0",
        "what it probes may be gone, such as a module that was unloaded");
  }

  /**
   * Marks an event that is off as one of this instance's user, or takes the mark away. It is a
   * filter that every event passes; each instance has filters of its own.
   */
  public void claim(String group, String event, boolean on) {
    write(
        "events/" + group + "/" + event + "/filter",
        on ? "common_pid >= 0" : "0",
        "this is unexpected, please report it");
  }

  /** Whether events of the group are recorded in this instance, or claimed by its user. */
  public boolean isUsedBy(String group) {
    String events = "events/" + group;
    if (!io.exists(root.resolve(events + "/enable"))) {
      return false;
    }
    if (!read(events + "/enable").trim().equals("0")) { // 1, or X for some
      return true;
    }
    try {
      return io.list(root.resolve(events)).stream()
          .map(event -> events + "/" + event + "/filter")
          .filter(file -> io.exists(root.resolve(file)))
          .anyMatch(file -> !read(file).trim().equals("none"));
    } catch (IOException e) {
      return false; // it was removed meanwhile
    }
  }

  /** Whether the group has events in this instance. */
  public boolean hasGroup(String group) {
    return io.exists(root.resolve("events").resolve(group));
  }

  /** With writing off, {@code trace_pipe} ends when it is empty instead of waiting. */
  public void setTracing(boolean on) {
    write("tracing_on", on ? "1" : "0", "this is unexpected, please report it");
  }

  /** The format of one event of this instance, or empty. */
  public String eventFormat(String group, String event) {
    return read("events/" + group + "/" + event + "/format");
  }

  /**
   * Opens the consuming reader.
   *
   * @throws IOException EBUSY if somebody reads it already
   */
  public ReadableByteChannel openPipe() throws IOException {
    return io.openPipe(root.resolve("trace_pipe"));
  }

  /**
   * Opens the consuming reader of one CPU's pages.
   *
   * @throws IOException with the kernel's errno text
   */
  public ReadableByteChannel openRawPipe(int cpu) throws IOException {
    return io.openPipe(root.resolve("per_cpu/cpu" + cpu + "/trace_pipe_raw"));
  }

  /** Size of a page in KiB, header included (6.8 and later); 0 where it is not told. */
  public int subBufferKb() {
    try {
      return Integer.parseInt(io.read(root.resolve("buffer_subbuf_size_kb")).trim());
    } catch (IOException | NumberFormatException e) {
      return 0; // Then it is the machine's page.
    }
  }

  /** Writes a record of its own into the buffer of the CPU that this runs on. */
  public void mark(String text) {
    write("trace_marker", text, "this is unexpected, please report it");
  }

  /** Opens {@code per_cpu/cpuN/stats} of every CPU, by CPU number. */
  public List<CpuStatsFile> openStats() {
    List<CpuStatsFile> files = new ArrayList<>();
    try {
      for (String name : io.list(root.resolve("per_cpu"))) {
        if (name.matches("cpu[0-9]{1,6}")) {
          Path stats = root.resolve("per_cpu").resolve(name).resolve("stats");
          files.add(new CpuStatsFile(Integer.parseInt(name.substring(3)), io.open(stats)));
        }
      }
    } catch (IOException e) {
      files.forEach(CpuStatsFile::close);
      throw CollectorException.of(
          "cannot open the statistics in " + root, e, "raise the limit of open files (ulimit -n)");
    }
    files.sort((a, b) -> Integer.compare(a.cpu(), b.cpu()));
    return files;
  }

  /**
   * Removes the instance; its events are disabled on the way.
   *
   * @throws IOException EBUSY while somebody reads its {@code trace_pipe}
   */
  public void remove() throws IOException {
    io.removeDirectory(root);
  }

  private String read(String file) {
    try {
      return io.read(root.resolve(file));
    } catch (IOException e) {
      throw CollectorException.of("cannot read " + root.resolve(file), e, "run as root");
    }
  }

  private void write(String file, String text, String advice) {
    try {
      io.write(root.resolve(file), text);
    } catch (IOException e) {
      throw CollectorException.of(
          "cannot write '" + text.trim() + "' to " + root.resolve(file), e, advice);
    }
  }
}
