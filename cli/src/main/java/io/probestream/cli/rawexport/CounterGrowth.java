package io.probestream.cli.rawexport;

import io.probestream.schemas.raw.Counters;
import io.probestream.schemas.raw.CpuCounter;
import io.probestream.schemas.raw.ProbeCounter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How a session's counters grew between two moments. Records list only what changed, so the last
 * value of each counts. Not thread-safe.
 */
final class CounterGrowth {
  private final Map<String, ProbeCounter> firstProbes = new LinkedHashMap<>();
  private final Map<String, ProbeCounter> lastProbes = new LinkedHashMap<>();
  private final Map<Integer, CpuCounter> firstCpus = new TreeMap<>();
  private final Map<Integer, CpuCounter> lastCpus = new TreeMap<>();

  /** Takes a reading; one that is a baseline replaces those before it. */
  void add(Counters counters, boolean isBaseline) {
    for (ProbeCounter p : counters.probes()) {
      if (isBaseline) {
        firstProbes.put(p.name(), p);
      } else {
        firstProbes.putIfAbsent(p.name(), p);
      }
      lastProbes.put(p.name(), p);
    }
    for (CpuCounter c : counters.cpus()) {
      if (isBaseline) {
        firstCpus.put(c.cpu(), c);
      } else {
        firstCpus.putIfAbsent(c.cpu(), c);
      }
      lastCpus.put(c.cpu(), c);
    }
  }

  /** In the order in which they were first seen, which is the kernel's. */
  List<ProbeCounter> probes() {
    return lastProbes.values().stream()
        .map(
            last -> {
              ProbeCounter first = firstProbes.get(last.name());
              return new ProbeCounter(
                  last.name(),
                  grown(last.hits(), first.hits()),
                  grown(last.missed(), first.missed()));
            })
        .toList();
  }

  /** Entries and bytes are what the buffer held at the end. */
  List<CpuCounter> cpus() {
    return lastCpus.values().stream()
        .map(
            last -> {
              CpuCounter first = firstCpus.get(last.cpu());
              return new CpuCounter(
                  last.cpu(),
                  last.entries(),
                  grown(last.overrun(), first.overrun()),
                  grown(last.dropped(), first.dropped()),
                  grown(last.readEvents(), first.readEvents()),
                  last.bytes());
            })
        .toList();
  }

  /** A counter that went back was started anew. */
  private static long grown(long last, long first) {
    return last >= first ? last - first : last;
  }
}
