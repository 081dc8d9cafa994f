package io.probestream.cli.query;

import io.probestream.cli.text.Units;
import io.probestream.schemas.probe.ProbeDefinition;
import io.probestream.schemas.raw.Pair;
import io.probestream.schemas.raw.ProbeStatus;
import io.probestream.schemas.raw.Status;
import io.probestream.schemas.window.Causes;
import io.probestream.schemas.window.InFlight;
import java.util.List;

/**
 * A larger {@code maxactive} for a return probe. The kernel keeps so many instances of it, one for
 * each call in flight, and misses the returns of further calls (kretprobe, Documentation/trace/
 * kprobes.rst). It gives one number for these and for nested hits, which its entry probe misses,
 * too; so there is a proposal only where the return probe missed more than the entry probe, and as
 * many calls were in flight as there are instances.
 *
 * @param maxactive a power of two, half as much again as the most calls in flight, at most 4,096
 * @param definition the probe with it, in the kernel's syntax
 * @param reason a sentence
 */
record MaxactiveProposal(int maxactive, String definition, String reason) {
  /** The kernel's own limit: KRETPROBE_MAXACTIVE_MAX in trace_kprobe.c. */
  private static final int MOST = 4_096;

  /**
   * The proposal, or null where there is no reason for one or too little is known: without stack
   * pointers a call whose return was missed seems to be in flight for long.
   *
   * @param entry what was missed of the pair's entry probe
   * @param ret likewise of its return probe, over the same time
   * @param inFlight of the function over the same time; null if not known
   */
  static MaxactiveProposal of(
      Status status, Pair pair, Causes entry, Causes ret, InFlight inFlight) {
    long missed = ret.returnMissed() - entry.kernelMissed();
    ProbeDefinition probe = definition(status.probes(), pair.returnProbe());
    if (missed <= 0
        || inFlight == null
        || pair.stackArg() == null
        || probe == null
        || probe.isUprobe()) {
      return null;
    }
    int instances = probe.maxactive() > 0 ? probe.maxactive() : standard(status);
    if (instances == 0 || instances >= MOST || inFlight.max() < instances) {
      return null;
    }
    int wanted = (int) Math.min(MOST, inFlight.max() + inFlight.max() / 2);
    int maxactive = Integer.highestOneBit(Math.max(1, wanted - 1)) * 2;
    String definition =
        new ProbeDefinition(
                'r', maxactive, probe.group(), probe.event(), probe.symbol(), probe.args())
            .text();
    String reason =
        "%s returns of %s were missed with up to %s calls in flight and room for %s; define %s"
            .formatted(
                Units.count(missed),
                pair.function(),
                Units.count(inFlight.max()),
                Units.count(instances),
                definition);
    return new MaxactiveProposal(maxactive, definition, reason);
  }

  private static ProbeDefinition definition(List<ProbeStatus> probes, String name) {
    return probes.stream()
        .filter(p -> p.name().equals(name) && !p.state().equals(ProbeStatus.FAILED))
        .map(p -> ProbeDefinition.parse(p.definition()))
        .findFirst()
        .orElse(null);
  }

  /**
   * What the kernel takes where none is given, register_kretprobe: {@code max(10, 2 *
   * num_possible_cpus())}; up to 5.15 as many as CPUs unless it is preemptible, which nobody says,
   * and the larger number only proposes later. 0 if the CPUs are not known.
   */
  private static int standard(Status status) {
    int cpus = status.counters().cpus().size();
    return cpus == 0 ? 0 : Math.max(10, 2 * cpus);
  }
}
