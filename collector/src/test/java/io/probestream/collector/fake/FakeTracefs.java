package io.probestream.collector.fake;

import io.probestream.collector.tracefs.TracefsIo;
import io.probestream.schemas.probe.ProbeDefinition;
import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * A tracefs in memory that answers as a kernel does: definitions are added and removed by line, an
 * enabled event is busy, an instance that is read is busy. Faults are injected by operation.
 */
public final class FakeTracefs implements TracefsIo {
  public static final Path ROOT = Path.of("/fake/tracing");

  private final List<ProbeDefinition> probes = new ArrayList<>();
  private final Map<String, Long> hits = new HashMap<>();
  private final TreeSet<String> enabled = new TreeSet<>();
  private final Map<String, String> filters = new HashMap<>();
  private String instance;

  /** The instance's buffer. */
  public final FakeRing ring;

  /** Every change, such as {@code write trace_clock boot}, in order. */
  public final List<String> changes = new ArrayList<>();

  /** Which changes fail, and how often they were asked. */
  public Predicate<String> fails = change -> false;

  public String errorLog = "";
  public boolean kprobes = true;
  public boolean notracePid = true;

  public FakeTracefs(FakeRing ring) {
    this.ring = ring;
  }

  /** Somebody else's probe. */
  public void addForeign(String definition) {
    probes.add(ProbeDefinition.parse(definition));
  }

  public List<String> probes() {
    return probes.stream().map(ProbeDefinition::text).toList();
  }

  public String instance() {
    return instance;
  }

  public boolean isEnabled(String group) {
    return enabled.stream().anyMatch(e -> e.startsWith(group + "/"));
  }

  /** Counts hits of an event. */
  public void hit(String event, long count) {
    hits.merge(event, count, Long::sum);
  }

  /** The events that are on, {@code group/event}. */
  public List<String> enabled() {
    return List.copyOf(enabled);
  }

  private List<String> events(String group) {
    return probes.stream().filter(p -> p.group().equals(group)).map(p -> p.event()).toList();
  }

  private String name(Path path) {
    String name = ROOT.relativize(path).toString();
    return instance == null ? name : name.replace("instances/" + instance + "/", "INST/");
  }

  private void change(String what) throws IOException {
    changes.add(what);
    if (fails.test(what)) {
      throw new IOException("Invalid argument");
    }
  }

  @Override
  public boolean exists(Path path) {
    String name = name(path);
    if (name.equals("kprobe_events")) {
      return kprobes;
    }
    if (name.equals("INST/set_event_notrace_pid")) {
      return notracePid;
    }
    String[] names = name.split("/");
    if (names.length == 5 && names[4].equals("filter")) {
      return events(names[2]).contains(names[3]);
    }
    return !name.startsWith("instances/") || name.equals("instances/" + instance);
  }

  @Override
  public List<String> list(Path directory) throws IOException {
    String name = name(directory);
    if (name.equals("INST/per_cpu")) {
      List<String> cpus = new ArrayList<>();
      for (int i = 0; i < ring.cpuCount(); i++) {
        cpus.add("cpu" + i);
      }
      return cpus;
    }
    if (name.equals("instances")) {
      return instance == null ? List.of() : List.of(instance);
    }
    if (name.startsWith("INST/events/")) {
      List<String> files = new ArrayList<>(events(name.split("/")[2]));
      files.addAll(List.of("enable", "filter"));
      return files;
    }
    return List.of("trace_pipe", "kprobe_events", "instances");
  }

  @Override
  public String read(Path path) throws IOException {
    StringBuilder text = new StringBuilder();
    switch (name(path)) {
      case "kprobe_events", "uprobe_events" ->
          own(path).forEach(p -> text.append(p.text()).append('\n'));
      case "kprobe_profile" ->
          own(path)
              .forEach(
                  p ->
                      text.append("  ")
                          .append(p.event())
                          .append(' ')
                          .append(hits.getOrDefault(p.event(), 0L))
                          .append(" 0\n"));
      case "uprobe_profile" ->
          own(path)
              .forEach(
                  p ->
                      text.append("  /x ")
                          .append(p.event())
                          .append(' ')
                          .append(hits.getOrDefault(p.event(), 0L))
                          .append('\n'));
      case "error_log" -> text.append(errorLog);
      case "INST/trace_clock" -> text.append("local [boot]\n");
      default -> {
        String[] names = name(path).split("/");
        if (names.length == 5 && names[4].equals("filter")) {
          text.append(filters.getOrDefault(names[2] + "/" + names[3], "none")).append('\n');
        } else if (names.length == 4 && names[1].equals("events") && names[3].equals("enable")) {
          long on = enabled.stream().filter(e -> e.startsWith(names[2] + "/")).count();
          text.append(on == 0 ? "0\n" : on == events(names[2]).size() ? "1\n" : "X\n");
        } else {
          throw new NoSuchFileException(path.toString());
        }
      }
    }
    return text.toString();
  }

  private List<ProbeDefinition> own(Path path) {
    boolean uprobes = path.getFileName().toString().startsWith("uprobe");
    return probes.stream().filter(p -> p.isUprobe() == uprobes).toList();
  }

  @Override
  public void write(Path path, String text) throws IOException {
    String name = name(path);
    change("write " + name + " " + text.trim());
    String[] names = name.split("/");
    if (name.startsWith("INST/events/") && name.endsWith("/enable")) {
      for (String event : names.length == 5 ? List.of(names[3]) : events(names[2])) {
        if (text.equals("1")) {
          enabled.add(names[2] + "/" + event);
        } else {
          enabled.remove(names[2] + "/" + event);
        }
      }
    } else if (name.startsWith("INST/events/") && name.endsWith("/filter")) {
      filters.put(names[2] + "/" + names[3], text.equals("0") ? "none" : text);
    }
    if (name.equals("INST/tracing_on")) {
      ring.tracing = text.equals("1");
    }
  }

  @Override
  public void append(Path path, String text) throws IOException {
    String line = text.trim();
    change("append " + name(path) + " " + line);
    if (!line.startsWith("-:")) {
      probes.add(ProbeDefinition.parse(line));
      return;
    }
    String[] names = line.substring(2).split("/");
    if (enabled.contains(names[0] + "/" + names[1])) {
      throw new IOException("Device or resource busy");
    }
    if (!probes.removeIf(p -> p.group().equals(names[0]) && p.event().equals(names[1]))) {
      throw new IOException("No such file or directory");
    }
  }

  @Override
  public void makeDirectory(Path path) throws IOException {
    change("mkdir " + name(path));
    instance = path.getFileName().toString();
  }

  @Override
  public void removeDirectory(Path path) throws IOException {
    change("rmdir " + name(path));
    if (ring.isOpen()) {
      throw new IOException("Device or resource busy");
    }
    instance = null;
    enabled.clear();
    filters.clear();
  }

  @Override
  public Rereadable open(Path path) throws IOException {
    String cpu = path.getParent().getFileName().toString().substring(3);
    return new Rereadable() {
      @Override
      public String read() {
        return ring.stats(Integer.parseInt(cpu));
      }

      @Override
      public void close() {}
    };
  }

  @Override
  public ReadableByteChannel openPipe(Path path) throws IOException {
    change("open " + name(path));
    return ring.opened();
  }
}
