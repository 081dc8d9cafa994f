package io.probestream.cli.query;

import java.util.List;
import java.util.Map;

/**
 * Which windows are asked for.
 *
 * @param hosts only these; empty for all
 * @param labels what a host's labels must say
 * @param names only these probes or functions; empty for all
 * @param together all hosts as one
 * @param fromMs epoch
 * @param toMs exclusive; what comes later counts only where it is followed
 * @param follow whether to go on with what comes
 */
record Wanted(
    List<String> hosts,
    Map<String, String> labels,
    List<String> names,
    boolean together,
    long fromMs,
    long toMs,
    boolean follow) {
  /** Whether the fleet's own windows answer it. */
  boolean isFleet() {
    return together && hosts.isEmpty() && labels.isEmpty();
  }

  Wanted withAllNames() {
    return new Wanted(hosts, labels, List.of(), together, fromMs, toMs, follow);
  }

  /** Until {@code ms}, and no further. */
  Wanted between(long startMs, long ms) {
    return new Wanted(hosts, labels, names, together, startMs, ms, false);
  }

  boolean takesName(String name) {
    return names.isEmpty() || names.contains(name);
  }

  /** Whether a window lies at least in part in the time that is asked for. */
  boolean takesTime(long startMs, long endMs) {
    return endMs > fromMs && (follow || startMs < toMs);
  }
}
