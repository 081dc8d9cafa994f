package io.probestream.schemas.raw;

import static io.probestream.schemas.Checks.check;
import static io.probestream.schemas.Checks.present;
import static io.probestream.schemas.Checks.timeNs;

import java.util.List;

/**
 * Kernel and agent counters, read between two trace-clock times. Values are cumulative; a {@code
 * counters} record lists only the probes and CPUs that changed since the record before, a {@code
 * status} record lists all.
 *
 * @param fromNs trace-clock time before the first counter was read
 * @param toNs trace-clock time after the last counter was read
 * @param probes by probe name
 * @param cpus by CPU; read before the probes, so that nothing is recorded here whose hit is not
 *     counted there
 * @param agent the collector's own
 */
public record Counters(
    long fromNs, long toNs, List<ProbeCounter> probes, List<CpuCounter> cpus, AgentCounters agent) {
  public Counters {
    timeNs(fromNs, "fromNs");
    timeNs(toNs, "toNs");
    check(fromNs <= toNs, "fromNs is after toNs");
    probes = List.copyOf(present(probes, "probes"));
    cpus = List.copyOf(present(cpus, "cpus"));
    present(agent, "agent");
  }

  /** Nothing was read. */
  public static Counters none() {
    return new Counters(0, 0, List.of(), List.of(), AgentCounters.ZERO);
  }
}
