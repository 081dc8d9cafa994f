package io.probestream.cli.capture;

import static io.probestream.schemas.Checks.present;

import io.probestream.schemas.probe.ProbeDefinition;
import io.probestream.schemas.raw.CpuCounter;
import io.probestream.schemas.raw.Form;
import io.probestream.schemas.raw.ProbeCounter;
import java.util.List;

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
 */
public record Sidecar(
    boolean definitionsKnown,
    List<ProbeDefinition> definitions,
    List<ProbeCounter> probes,
    List<CpuCounter> cpus,
    String clock,
    String arch,
    String kernelRelease,
    Form form) {
  public static final Sidecar NONE =
      new Sidecar(false, List.of(), List.of(), List.of(), "", "", "", Form.KERNEL);

  public Sidecar {
    definitions = List.copyOf(present(definitions, "definitions"));
    probes = List.copyOf(present(probes, "probes"));
    cpus = List.copyOf(present(cpus, "cpus"));
    present(clock, "clock");
    present(arch, "arch");
    present(kernelRelease, "kernelRelease");
    present(form, "form");
  }

  /** The same without counters, for a part of a capture that they do not speak of. */
  Sidecar withoutCounters() {
    return new Sidecar(
        definitionsKnown, definitions, List.of(), List.of(), clock, arch, kernelRelease, form);
  }
}
