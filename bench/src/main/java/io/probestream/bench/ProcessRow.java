package io.probestream.bench;

import io.probestream.bench.Processes.Took;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * {@code analyze} as a whole process, with the JVM's start and all that is compiled, beside another
 * program over the same file.
 */
record ProcessRow(String name, String title, Bound bound, String program, boolean isOneCore)
    implements Row {
  private static final String SCRIPT = "pairs.awk";

  static ProcessRow mawk() {
    return new ProcessRow(
        "analyze",
        "analyze on one core, whole process, beside mawk's full job (pairs.awk)",
        Bound.speed(0.4),
        "mawk",
        true);
  }

  static ProcessRow wc() {
    return new ProcessRow(
        "analyze-wc",
        "analyze on one core, whole process, beside wc -l",
        Bound.speed(0.003),
        "wc",
        true);
  }

  /** The same command on all cores, beside itself on one. */
  static ProcessRow cores() {
    return new ProcessRow(
        "analyze-cores",
        "analyze on all cores beside analyze on one (wall clock)",
        Bound.speed(0.9),
        "taskset",
        false);
  }

  @Override
  public Optional<String> missing() {
    return Processes.has(program)
        ? Optional.empty()
        : Optional.of("there is no " + program + " here; install it with your packages");
  }

  @Override
  public Sides prepare(Site site) throws Exception {
    Input input = site.analyzed();
    List<String> analyze = site.probestream("analyze", "--format", "json", input.file().toString());
    return Row.sides(
        () -> analyze(input, analyze, isOneCore), () -> baseline(site, input, analyze));
  }

  private static Sample analyze(Input input, List<String> command, boolean onOneCore)
      throws Exception {
    Took took = Processes.run(onOneCore ? Processes.onOneCore(command) : command);
    Calls.checkOurs(took.output(), input);
    return new Sample(input.lines(), took.wallNs());
  }

  private Sample baseline(Site site, Input input, List<String> analyze) throws Exception {
    if (!isOneCore) {
      return analyze(input, analyze, true);
    }
    List<String> command = new ArrayList<>(List.of(program));
    if (program.equals("mawk")) {
      command.addAll(List.of("-f", script(site).toString()));
    } else {
      command.add("-l");
    }
    command.add(input.file().toString());
    Took took = Processes.run(Processes.onOneCore(command));
    if (program.equals("mawk")) {
      Calls.checkScript(took.output(), input);
    }
    return new Sample(input.lines(), took.wallNs());
  }

  private static Path script(Site site) throws Exception {
    Path script = site.dir(SCRIPT).resolve(SCRIPT);
    try (InputStream in = ProcessRow.class.getResourceAsStream('/' + SCRIPT)) {
      Files.copy(in, script);
    }
    return script;
  }
}
