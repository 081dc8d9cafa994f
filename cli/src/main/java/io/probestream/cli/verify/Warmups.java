package io.probestream.cli.verify;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Which hosts one run took up midway and the other did not: before their warm-up is over the runs
 * know different things.
 */
final class Warmups {
  private final Map<String, Long> ratesFromMs = new HashMap<>();
  private final Map<String, Long> wholeFromMs = new HashMap<>();
  private final Set<String> sessions = new HashSet<>();
  private long fleetRatesFromMs = Long.MIN_VALUE;
  private long fleetWholeFromMs = Long.MIN_VALUE;

  /** That a run took up a session midway. */
  private record Midway(String host, String session, long endMs, long untilMs) {}

  /** Reads what both say of themselves. */
  static Warmups of(ResultSource a, ResultSource b) throws InterruptedException {
    Set<Midway> inA = read(a);
    Set<Midway> inB = read(b);
    Warmups warmups = new Warmups();
    for (Midway each : inA) {
      if (!inB.contains(each)) {
        warmups.add(each);
      }
    }
    for (Midway each : inB) {
      if (!inA.contains(each)) {
        warmups.add(each);
      }
    }
    return warmups;
  }

  private static Set<Midway> read(ResultSource source) throws InterruptedException {
    Set<Midway> found = new HashSet<>();
    source.scan(
        ResultKind.MISSED,
        r -> {
          if (r.value().has("warmupUntilMs")) {
            found.add(
                new Midway(
                    host(r.key()),
                    r.value().path("session").asText(),
                    r.endMs(),
                    r.value().get("warmupUntilMs").asLong()));
          }
        });
    return found;
  }

  private void add(Midway m) {
    ratesFromMs.merge(m.host, m.endMs, Math::max);
    wholeFromMs.merge(m.host, m.untilMs, Math::max);
    sessions.add(m.session);
    fleetRatesFromMs = Math.max(fleetRatesFromMs, m.endMs);
    fleetWholeFromMs = Math.max(fleetWholeFromMs, m.untilMs);
  }

  static String host(String key) {
    int slash = key.indexOf('/');
    return slash < 0 ? key : key.substring(0, slash);
  }

  /** The window start from which on both know the same. */
  long comparableFromMs(ResultKind kind, String key) {
    return switch (kind) {
      case RATES, REJECTS -> ratesFromMs.getOrDefault(host(key), Long.MIN_VALUE);
      case LATENCY, MISSED -> wholeFromMs.getOrDefault(host(key), Long.MIN_VALUE);
      case FLEET_RATES -> fleetRatesFromMs;
      case FLEET_LATENCY, FLEET_MISSED -> fleetWholeFromMs;
    };
  }

  /** Whether the runs began to count that session's totals at different times. */
  boolean hasOtherTotals(String session) {
    return sessions.contains(session);
  }

  boolean isEmpty() {
    return sessions.isEmpty();
  }
}
