package io.probestream.cli.capture;

import io.probestream.cli.Failure;
import io.probestream.collector.tracefs.CpuStats;
import io.probestream.collector.tracefs.KprobeProfile;
import io.probestream.schemas.probe.Pairs;
import io.probestream.schemas.probe.ProbeDefinition;
import io.probestream.schemas.raw.CpuCounter;
import io.probestream.schemas.raw.Form;
import io.probestream.schemas.raw.ProbeCounter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Reads {@code NAME.d/} beside {@code NAME.txt}, {@code NAME.txt.gz} or {@code NAME.trace.txt.gz},
 * and {@code uname} in it or in the capture's own directory.
 */
final class SidecarFiles {
  private static final Pattern SUFFIX = Pattern.compile("(\\.trace)?(\\.txt)?(\\.gz)?$");
  private static final Pattern ONE_CPU = Pattern.compile("\\.cpu[0-9]+$");
  private static final Pattern CURRENT_CLOCK = Pattern.compile("\\[([a-z0-9_-]+)]");
  private static final Pattern CPU_STATS = Pattern.compile("cpu([0-9]{1,5})\\.stats");

  private final Path directory;

  private SidecarFiles(Path directory) {
    this.directory = directory;
  }

  /** The name that a capture and its counters share: the file's without its endings. */
  static String stem(String fileName) {
    return SUFFIX.matcher(fileName).replaceFirst("");
  }

  /**
   * What lies beside {@code capture}.
   *
   * @throws Failure with a sentence that names the file if one cannot be read
   */
  static Sidecar beside(Path capture) {
    Path home = capture.toAbsolutePath().getParent();
    String stem = stem(capture.getFileName().toString());
    Path own = home.resolve(stem + ".d");
    Path ownName = own.resolve("uname");
    String[] uname = uname(Files.exists(ownName) ? ownName : home.resolve("uname"));
    if (Files.isDirectory(own)) {
      return new SidecarFiles(own).read(uname);
    }
    // One CPU of a trace file: the probes are the same, the counters speak of all CPUs.
    Path whole = home.resolve(ONE_CPU.matcher(stem).replaceFirst("") + ".d");
    if (Files.isDirectory(whole)) {
      return new SidecarFiles(whole).read(uname).withoutCounters();
    }
    return new Sidecar(
        false, List.of(), List.of(), List.of(), "", uname[1], uname[0], Form.KERNEL, Map.of());
  }

  private Sidecar read(String[] beside) {
    String[] own = uname(directory.resolve("uname"));
    String[] uname = own[0].isEmpty() ? beside : own;
    String kprobes = text("kprobe_events");
    String uprobes = text("uprobe_events");
    List<ProbeDefinition> definitions = new ArrayList<>();
    List<ProbeCounter> probes = new ArrayList<>();
    List<CpuCounter> cpus = new ArrayList<>();
    parse("kprobe_events", () -> definitions.addAll(ProbeDefinition.parseAll(orEmpty(kprobes))));
    parse("uprobe_events", () -> definitions.addAll(ProbeDefinition.parseAll(orEmpty(uprobes))));
    for (String profile : List.of("kprobe_profile", "uprobe_profile")) {
      parse(profile, () -> probes.addAll(KprobeProfile.parse(orEmpty(text(profile)))));
    }
    for (int cpu : cpus()) {
      String name = "cpu" + cpu + ".stats";
      parse(name, () -> cpus.add(CpuStats.parse(cpu, text(name))));
    }
    return new Sidecar(
        kprobes != null || uprobes != null,
        definitions,
        probes,
        cpus,
        clock(orEmpty(text("trace_clock"))),
        uname[1],
        uname[0],
        form(),
        Pairs.parseBy(orEmpty(text("by"))));
  }

  /** As the collector wrote it down; other tools copy what the kernel prints. */
  private Form form() {
    String text = text("form");
    Form form = text == null ? Form.KERNEL : Form.of(text.trim());
    if (form == null) {
      throw new Failure(
          directory.resolve("form") + " holds '" + text.trim() + "'; expected kernel or escaped");
    }
    return form;
  }

  /** The CPUs with a file of their own, in order. */
  private int[] cpus() {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .map(f -> CPU_STATS.matcher(f.getFileName().toString()))
          .filter(Matcher::matches)
          .mapToInt(m -> Integer.parseInt(m.group(1)))
          .sorted()
          .toArray();
    } catch (IOException e) {
      throw new Failure("cannot list " + directory + ": " + e.getMessage(), e);
    }
  }

  /** The clock in brackets ({@code local [global] counter …}); a single word is one, too. */
  private static String clock(String text) {
    Matcher matcher = CURRENT_CLOCK.matcher(text);
    return matcher.find() ? matcher.group(1) : text.matches("\\S+\\s*") ? text.trim() : "";
  }

  /** Release and machine, from a line as {@code uname -a} prints it. */
  private static String[] uname(Path file) {
    if (!Files.isReadable(file)) {
      return new String[] {"", ""};
    }
    String[] words = readText(file).trim().split("\\s+");
    return words.length < 4
        ? new String[] {"", ""}
        : new String[] {words[2], words[words.length - 2]};
  }

  private void parse(String name, Runnable parser) {
    try {
      parser.run();
    } catch (IllegalArgumentException e) {
      throw new Failure(
          directory.resolve(name)
              + " is not what the kernel prints: "
              + e.getMessage()
              + "; mend or remove it",
          e);
    }
  }

  private String text(String name) {
    Path file = directory.resolve(name);
    return Files.exists(file) ? readText(file) : null;
  }

  private static String orEmpty(String text) {
    return text == null ? "" : text;
  }

  private static String readText(Path file) {
    try {
      // Probe definitions can hold paths of any bytes.
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new Failure("cannot read " + file + ": " + e.getMessage(), e);
    }
  }
}
