package io.probestream.schemas.raw;

import static io.probestream.schemas.Checks.present;

import java.util.List;

/**
 * What the kernel counted for a collector that was killed, read by the next one on that machine
 * before it took the dead one's instance and probes away. It closes the dead one's session.
 *
 * @param group the event group, as in the probes of the dead collector's own statuses
 * @param probes every probe, read when no event was recorded any more
 * @param cpus every CPU, read while nobody read the buffer: {@code entries} were never read
 */
public record LeftBehind(String group, List<ProbeCounter> probes, List<CpuCounter> cpus) {
  public LeftBehind {
    present(group, "group");
    probes = List.copyOf(present(probes, "probes"));
    cpus = List.copyOf(present(cpus, "cpus"));
  }
}
