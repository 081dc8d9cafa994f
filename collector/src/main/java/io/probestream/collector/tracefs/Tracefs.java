package io.probestream.collector.tracefs;

import io.probestream.collector.CollectorException;
import io.probestream.schemas.probe.ProbeDefinition;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.util.List;

/**
 * The top level of tracefs. Together with {@link TracefsInstance}, the only place that knows its
 * paths. Not thread-safe.
 */
public final class Tracefs {
  /** Where tracefs is mounted since 4.1, and where debugfs mounts it before. */
  public static final List<Path> PLACES =
      List.of(Path.of("/sys/kernel/tracing"), Path.of("/sys/kernel/debug/tracing"));

  private static final String PERMISSION =
      "run as root, or remount tracefs with a gid that you are in (mount -o"
          + " remount,gid=N,mode=750)";

  private final TracefsIo io;
  private final Path root;

  public Tracefs(TracefsIo io, Path root) {
    this.io = io;
    this.root = root;
  }

  /**
   * The first of {@code places} where tracefs is.
   *
   * @throws CollectorException if there is none, or no permission
   */
  public static Tracefs find(TracefsIo io, List<Path> places) {
    for (Path place : places) {
      if (isTracefs(io, place)) {
        return new Tracefs(io, place);
      }
    }
    throw new CollectorException(
        "no tracefs at "
            + String.join(" or ", places.stream().map(Path::toString).toList())
            + "; mount it (mount -t tracefs nodev /sys/kernel/tracing) or let collect do that with"
            + " --mount; if that fails, this kernel has no ftrace (CONFIG_FTRACE)");
  }

  private static boolean isTracefs(TracefsIo io, Path place) {
    try {
      return io.list(place).contains("trace_pipe");
    } catch (AccessDeniedException e) {
      throw CollectorException.of("cannot read " + place, e, PERMISSION);
    } catch (IOException e) {
      return false; // Not here; the next place may have it.
    }
  }

  public Path root() {
    return root;
  }

  /** Whether the kernel has CONFIG_KPROBE_EVENTS. */
  public boolean hasKprobes() {
    return io.exists(root.resolve("kprobe_events"));
  }

  /** Whether the kernel has CONFIG_UPROBE_EVENTS. */
  public boolean hasUprobes() {
    return io.exists(root.resolve("uprobe_events"));
  }

  /** Everybody's definitions: kprobes, or uprobes; empty where the kernel has none. */
  public String events(boolean uprobes) {
    return (uprobes ? hasUprobes() : hasKprobes()) ? read(eventsFile(uprobes)) : "";
  }

  /** Everybody's hit counts, in the order of {@link #events}. */
  public String profile(boolean uprobes) {
    return (uprobes ? hasUprobes() : hasKprobes())
        ? read(uprobes ? "uprobe_profile" : "kprobe_profile")
        : "";
  }

  /**
   * Adds one probe.
   *
   * @throws IOException with the kernel's errno text; {@link #errorLog} may say more
   */
  public void addProbe(ProbeDefinition definition) throws IOException {
    io.append(root.resolve(eventsFile(definition.isUprobe())), definition.text() + "\n");
  }

  /**
   * Removes one probe. EBUSY while it is enabled anywhere, ENOENT if there is none.
   *
   * @throws IOException with the kernel's errno text
   */
  public void removeProbe(boolean uprobe, String group, String event) throws IOException {
    io.append(root.resolve(eventsFile(uprobe)), "-:" + group + "/" + event + "\n");
  }

  /** The file that probes of a kind are written into. */
  public String eventsFile(boolean uprobe) {
    return uprobe ? "uprobe_events" : "kprobe_events";
  }

  /** The last refusals (5.4 and later); empty where the kernel keeps none. */
  public String errorLog() {
    try {
      return io.read(root.resolve("error_log"));
    } catch (IOException e) {
      return ""; // Before 5.4 there is none: errno alone has to do.
    }
  }

  /** Functions that ftrace can trace, {@code func} or {@code func [mod]} a line; maybe empty. */
  public String availableFunctions() {
    try {
      return io.read(root.resolve("available_filter_functions"));
    } catch (IOException e) {
      return ""; // A kernel without the function tracer; kprobes may exist all the same.
    }
  }

  /** The format of an event, or empty if there is no such event. */
  public String eventFormat(String group, String event) {
    try {
      return io.read(root.resolve("events").resolve(group).resolve(event).resolve("format"));
    } catch (IOException e) {
      return ""; // The caller asks because it does not know whether the event exists.
    }
  }

  /** The layout of the ring buffer's pages, or empty where the kernel does not tell. */
  public String headerPage() {
    // In one read: the kernel hands out nothing from a position behind 0 (show_header_file).
    try (TracefsIo.Rereadable file = io.open(root.resolve("events/header_page"))) {
      return file.read();
    } catch (IOException e) {
      return ""; // The caller says what it cannot do then.
    }
  }

  /** {@code pid name} of the tasks that the kernel remembers, for all instances. */
  public String savedCmdlines() {
    return read("saved_cmdlines");
  }

  /** How many tasks it remembers; 0 where that is not told. */
  public int savedCmdlinesSize() {
    try {
      return Integer.parseInt(io.read(root.resolve("saved_cmdlines_size")).trim());
    } catch (IOException | NumberFormatException e) {
      return 0; // Before 3.16 it is fixed.
    }
  }

  /**
   * Sets how many tasks it remembers; those it knew are forgotten (tracing_resize_saved_cmdlines).
   *
   * @throws IOException with the kernel's errno text
   */
  public void setSavedCmdlinesSize(int tasks) throws IOException {
    io.write(root.resolve("saved_cmdlines_size"), Integer.toString(tasks));
  }

  /** Names of all instances. */
  public List<String> instances() {
    try {
      return io.list(root.resolve("instances"));
    } catch (IOException e) {
      throw CollectorException.of("cannot list " + root.resolve("instances"), e, PERMISSION);
    }
  }

  /** An instance that exists already. */
  public TracefsInstance instance(String name) {
    return new TracefsInstance(io, root.resolve("instances").resolve(name));
  }

  /**
   * Makes an instance: a ring buffer and event switches of its own.
   *
   * @throws CollectorException if it exists already or cannot be made
   */
  public TracefsInstance createInstance(String name) {
    Path path = root.resolve("instances").resolve(name);
    if (io.exists(path)) {
      throw new CollectorException(
          "tracefs instance "
              + name
              + " exists already; choose another with --instance, or remove what a crashed agent"
              + " left with: probestream probes clean");
    }
    try {
      io.makeDirectory(path);
    } catch (IOException e) {
      throw CollectorException.of("cannot create tracefs instance " + path, e, PERMISSION);
    }
    return new TracefsInstance(io, path);
  }

  private String read(String file) {
    try {
      return io.read(root.resolve(file));
    } catch (IOException e) {
      throw CollectorException.of("cannot read " + root.resolve(file), e, PERMISSION);
    }
  }
}
