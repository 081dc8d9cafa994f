package io.probestream.cli.query;

import io.probestream.cli.results.RawStatuses;
import io.probestream.cli.results.RawStatuses.Seen;
import io.probestream.cli.text.Units;
import io.probestream.schemas.Keys;
import io.probestream.schemas.raw.Budget;
import io.probestream.schemas.raw.ProbeStatus;
import io.probestream.schemas.raw.Status;
import io.probestream.schemas.window.LineLaw;
import io.probestream.schemas.window.MissedWindow;
import io.probestream.schemas.window.RateWindow;
import io.probestream.streams.window.LatencyMath;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * What is known of one host. What only a status record says is null where none was found.
 *
 * @param host the host
 * @param state {@code live}, {@code closed} (its collector ended), {@code silent} (the streams
 *     application heard nothing for as long as it waits, or there is no window and no status, which
 *     comes every 60 s), {@code contested} (another collector claims it, too), or {@code unknown}
 * @param silentFromMs since when, as the streams application saw it; null otherwise
 * @param lastMs end of its last window or time of its last status, epoch
 * @param sinceMs start of its session, epoch
 * @param session the collector's run
 * @param kernelRelease as {@code uname -r}
 * @param arch as {@code uname -m}
 * @param clock trace clock
 * @param capture what is read
 * @param labels free labels
 * @param probesEnabled probes in state {@code enabled}
 * @param probes all its probes
 * @param events events in the span
 * @param completenessPpm of its rates together
 * @param lineLaw since the session's start
 * @param hostConflict lines of older collectors in the span; not counted elsewhere
 * @param probesThrottled probes that its collector has switched off to keep within its budget
 * @param budget what its collector uses of its budget
 */
record HostRow(
    String host,
    String state,
    Long silentFromMs,
    long lastMs,
    Long sinceMs,
    String session,
    String kernelRelease,
    String arch,
    String clock,
    String capture,
    Map<String, String> labels,
    Integer probesEnabled,
    Integer probes,
    long events,
    int completenessPpm,
    LineLaw lineLaw,
    long hostConflict,
    Integer probesThrottled,
    Budget budget) {
  /** The rows, by host. */
  static List<HostRow> of(Account account, long nowMs) {
    Map<String, Seen> statuses = account.statuses();
    TreeSet<String> hosts = new TreeSet<>(statuses.keySet());
    List<RateWindow> rates = account.rates();
    List<MissedWindow> missed = account.missed();
    rates.forEach(r -> hosts.add(r.host()));
    missed.forEach(m -> hosts.add(m.host()));
    hosts.addAll(account.silentHosts());
    return hosts.stream()
        .map(
            h ->
                of(
                    h,
                    rates.stream().filter(r -> r.host().equals(h)).toList(),
                    missed.stream().filter(m -> m.host().equals(h)).toList(),
                    statuses.get(h),
                    account,
                    nowMs))
        .toList();
  }

  private static HostRow of(
      String host,
      List<RateWindow> rates,
      List<MissedWindow> missed,
      Seen seen,
      Account account,
      long nowMs) {
    Long silentFromMs = account.silentFromMs(host);
    long events = rates.stream().mapToLong(RateWindow::count).sum();
    long absent = rates.stream().mapToLong(r -> r.lostMax() + r.kernelMissed()).sum();
    long lastMs =
        Math.max(
            account.newestMs(host),
            Math.max(
                seen == null ? 0 : seen.timestampMs(), silentFromMs == null ? 0 : silentFromMs));
    MissedWindow whole =
        missed.stream().filter(m -> m.probe().equals(Keys.NO_PROBE)).findFirst().orElse(null);
    Status s = seen == null ? null : seen.status();
    return new HostRow(
        host,
        state(seen, account.isContested(host, nowMs), silentFromMs, lastMs, nowMs),
        silentFromMs,
        lastMs,
        s == null ? null : (Long) s.startMs(),
        seen == null ? null : seen.session(),
        s == null ? null : s.kernelRelease(),
        s == null ? null : s.arch(),
        s == null ? null : s.clock(),
        s == null ? null : s.capture(),
        s == null ? null : s.labels(),
        s == null ? null : (Integer) enabled(s),
        s == null ? null : (Integer) s.probes().size(),
        events,
        LatencyMath.completenessPpm(events, absent),
        whole == null ? null : whole.lineLaw(),
        whole == null ? 0 : whole.causes().hostConflict(),
        s == null ? null : (Integer) throttled(s),
        s == null ? null : s.budget());
  }

  /** What to do about two collectors that claim this host; null where only one did. */
  String conflict() {
    if (hostConflict == 0 && !state.equals("contested")) {
      return null;
    }
    return host
        + ": two collectors claim this host. The one that started later counts, "
        + Units.count(hostConflict)
        + " lines of the other do not; give one of them another --host.";
  }

  /** That probes are switched off, as a sentence; null where none is. */
  String throttling() {
    return probesThrottled == null || probesThrottled == 0
        ? null
        : host
            + ": "
            + probesThrottled
            + " of "
            + probes
            + " probes are switched off to keep within the budget; query probes says until when.";
  }

  private static int throttled(Status status) {
    return status.closing()
        ? 0
        : (int) status.probes().stream().filter(ProbeStatus::throttledNow).count();
  }

  private static int enabled(Status status) {
    return (int)
        status.probes().stream().filter(p -> p.state().equals(ProbeStatus.ENABLED)).count();
  }

  private static String state(
      Seen seen, boolean contested, Long silentFromMs, long lastMs, long nowMs) {
    if (seen != null && seen.status().closing()) {
      return "closed";
    }
    if (contested) {
      return "contested";
    }
    if (silentFromMs != null || nowMs - lastMs > RawStatuses.LIVE_MS) {
      return "silent";
    }
    return seen == null ? "unknown" : "live";
  }
}
