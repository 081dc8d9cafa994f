package io.probestream.cli.query;

import io.probestream.cli.results.RawStatuses.Seen;
import io.probestream.schemas.Keys;
import io.probestream.schemas.raw.Pair;
import io.probestream.schemas.raw.ProbeStatus;
import io.probestream.schemas.raw.Throttle;
import io.probestream.schemas.window.Causes;
import io.probestream.schemas.window.InFlight;
import io.probestream.schemas.window.MissedWindow;
import io.probestream.schemas.window.SessionTotals;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What is known of one probe of one host.
 *
 * @param host the host
 * @param probe the event's name
 * @param kind entry, return or other; null without a status record, like the next three
 * @param state enabled, disabled, removed or failed
 * @param error why it failed; null otherwise
 * @param definition in the kernel's syntax
 * @param totals since the session's start; null where no counters came yet
 * @param inFlight calls of the pair whose return probe it is; null for other probes
 * @param maxactive a proposal where returns were missed for want of instances; else null
 * @param throttle that its collector switched it off to keep within its budget: now, if it is
 *     disabled, else the last time; null for never
 */
record ProbeRow(
    String host,
    String probe,
    String kind,
    String state,
    String error,
    String definition,
    SessionTotals totals,
    InFlight inFlight,
    MaxactiveProposal maxactive,
    Throttle throttle) {

  /**
   * The rows: first those of status records, in their order, then others.
   *
   * @param missed over the time asked for
   * @param inFlight likewise, by {@code host/function}
   */
  static List<ProbeRow> of(
      List<MissedWindow> missed, Map<String, InFlight> inFlight, Map<String, Seen> statuses) {
    Map<String, SessionTotals> totals = new HashMap<>();
    Map<String, Causes> causes = new HashMap<>();
    for (MissedWindow m : missed) {
      causes.put(Keys.of(m.host(), m.probe()), m.causes());
      if (m.totals() != null) {
        totals.put(Keys.of(m.host(), m.probe()), m.totals());
      }
    }
    List<ProbeRow> rows = new ArrayList<>();
    Set<String> named = new HashSet<>();
    statuses.forEach(
        (host, seen) -> {
          Map<String, Pair> pairs = new HashMap<>();
          seen.status().pairs().forEach(pair -> pairs.put(pair.returnProbe(), pair));
          for (ProbeStatus p : seen.status().probes()) {
            String key = Keys.of(host, p.name());
            named.add(key);
            Pair pair = pairs.get(p.name());
            InFlight calls = pair == null ? null : inFlight.get(Keys.of(host, pair.function()));
            MaxactiveProposal maxactive =
                pair == null
                    ? null
                    : MaxactiveProposal.of(
                        seen.status(),
                        pair,
                        causes.getOrDefault(Keys.of(host, pair.entryProbe()), Causes.NONE),
                        causes.getOrDefault(key, Causes.NONE),
                        calls);
            rows.add(
                new ProbeRow(
                    host,
                    p.name(),
                    p.kind(),
                    p.state(),
                    p.error(),
                    p.definition(),
                    totals.get(key),
                    calls,
                    maxactive,
                    p.throttle()));
          }
        });
    for (MissedWindow m : missed) {
      if (!m.probe().equals(Keys.NO_PROBE) && named.add(Keys.of(m.host(), m.probe()))) {
        rows.add(
            new ProbeRow(
                m.host(), m.probe(), null, null, null, null, m.totals(), null, null, null));
      }
    }
    return rows;
  }

  boolean throttledNow() {
    return throttle != null && ProbeStatus.DISABLED.equals(state);
  }

  /** Why it is switched off and until when, as a sentence; null where it is not. */
  String throttling() {
    return throttledNow()
        ? host
            + ": "
            + probe
            + " is switched off until "
            + Cells.time(throttle.toMs())
            + (throttle.times() == 1 ? "" : ", for the " + throttle.times() + ". time")
            + ": "
            + throttle.reason()
            + "."
        : null;
  }
}
