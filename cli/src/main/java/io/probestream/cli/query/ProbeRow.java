package io.probestream.cli.query;

import io.probestream.cli.results.RawStatuses.Seen;
import io.probestream.schemas.Keys;
import io.probestream.schemas.raw.ProbeStatus;
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
 */
record ProbeRow(
    String host,
    String probe,
    String kind,
    String state,
    String error,
    String definition,
    SessionTotals totals) {

  /** The rows: first those of status records, in their order, then others. */
  static List<ProbeRow> of(List<MissedWindow> missed, Map<String, Seen> statuses) {
    Map<String, SessionTotals> totals = new HashMap<>();
    for (MissedWindow m : missed) {
      if (m.totals() != null) {
        totals.put(Keys.of(m.host(), m.probe()), m.totals());
      }
    }
    List<ProbeRow> rows = new ArrayList<>();
    Set<String> named = new HashSet<>();
    statuses.forEach(
        (host, seen) -> {
          for (ProbeStatus p : seen.status().probes()) {
            String key = Keys.of(host, p.name());
            named.add(key);
            rows.add(
                new ProbeRow(
                    host,
                    p.name(),
                    p.kind(),
                    p.state(),
                    p.error(),
                    p.definition(),
                    totals.get(key)));
          }
        });
    for (MissedWindow m : missed) {
      if (!m.probe().equals(Keys.NO_PROBE) && named.add(Keys.of(m.host(), m.probe()))) {
        rows.add(new ProbeRow(m.host(), m.probe(), null, null, null, null, m.totals()));
      }
    }
    return rows;
  }
}
