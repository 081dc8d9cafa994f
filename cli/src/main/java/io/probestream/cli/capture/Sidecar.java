package io.probestream.cli.capture;

import static io.probestream.schemas.Checks.check;
import static io.probestream.schemas.Checks.present;

import io.probestream.schemas.probe.FetchArg;
import io.probestream.schemas.probe.Pairs;
import io.probestream.schemas.probe.ProbeDefinition;
import io.probestream.schemas.raw.CpuCounter;
import io.probestream.schemas.raw.Form;
import io.probestream.schemas.raw.Pair;
import io.probestream.schemas.raw.ProbeCounter;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the kernel said beside its lines: probes, counters, clock. All of it may be missing.
 *
 * @param definitionsKnown whether there was a {@code kprobe_events} or {@code uprobe_events}
 * @param definitions the probes, in the kernel's order
 * @param probes hits and missed by probe; empty if not known
 * @param cpus ring-buffer counters by CPU; empty if not known
 * @param clock the trace clock; empty if not known
 * @param arch as {@code uname -m}; empty if not known
 * @param kernelRelease as {@code uname -r}; empty if not known
 * @param form how the lines are printed
 * @param by what calls are to be told apart by, by their entry probe
 */
public record Sidecar(
    boolean definitionsKnown,
    List<ProbeDefinition> definitions,
    List<ProbeCounter> probes,
    List<CpuCounter> cpus,
    String clock,
    String arch,
    String kernelRelease,
    Form form,
    Map<String, List<String>> by) {
  public static final Sidecar NONE =
      new Sidecar(false, List.of(), List.of(), List.of(), "", "", "", Form.KERNEL, Map.of());

  public Sidecar {
    definitions = List.copyOf(present(definitions, "definitions"));
    probes = List.copyOf(present(probes, "probes"));
    cpus = List.copyOf(present(cpus, "cpus"));
    present(clock, "clock");
    present(arch, "arch");
    present(kernelRelease, "kernelRelease");
    present(form, "form");
    by = Map.copyOf(present(by, "by"));
  }

  /** The pairs among the probes. */
  List<Pair> pairs() {
    return Pairs.by(by, Pairs.of(definitions));
  }

  /**
   * The same with the calls of all pairs told apart, as far as their entry has that argument.
   *
   * @throws IllegalArgumentException with a sentence if none has
   */
  Sidecar withBy(List<String> what) {
    Map<String, List<String>> found = new HashMap<>();
    Set<String> unknown = new LinkedHashSet<>(what);
    unknown.remove(Pair.TASK);
    for (ProbeDefinition d : definitions) {
      List<String> args = d.args().stream().map(FetchArg::name).toList();
      unknown.removeAll(args);
      found.put(
          d.event(), what.stream().filter(w -> w.equals(Pair.TASK) || args.contains(w)).toList());
    }
    check(
        unknown.isEmpty() && definitionsKnown,
        definitionsKnown
            ? "no probe of this capture has an argument " + String.join(", ", unknown)
            : "without the probes' definitions beside the capture calls cannot be told apart");
    return new Sidecar(
        definitionsKnown, definitions, probes, cpus, clock, arch, kernelRelease, form, found);
  }

  /** The same without counters, for a part of a capture that they do not speak of. */
  Sidecar withoutCounters() {
    return new Sidecar(
        definitionsKnown, definitions, List.of(), List.of(), clock, arch, kernelRelease, form, by);
  }
}
