package io.probestream.cli.alertsend;

import io.probestream.schemas.alert.Alert;
import java.util.Map;
import java.util.TreeMap;

/** Alerts of a rule, one for each host, in the states of their lives. */
public record MadeAlert(String rule, String host, long sinceMs) {
  private static final long WINDOW_MS = 60_000;

  public String fingerprint() {
    return String.format("%016x", 31L * rule.hashCode() + host.hashCode() & 0xffffffffffffL);
  }

  public MadeAlert at(long ms) {
    return new MadeAlert(rule, host, ms);
  }

  public Alert pending() {
    return make(Alert.PENDING, false, null, null, null);
  }

  public Alert firing() {
    return make(Alert.FIRING, true, sinceMs, null, null);
  }

  public Alert resolved(long atMs) {
    return make(Alert.RESOLVED, false, sinceMs, atMs, null);
  }

  /** Unknown after it fired. */
  public Alert unknown(long fromMs) {
    return make(Alert.UNKNOWN, true, sinceMs, null, fromMs);
  }

  /** Unknown, and never fired. */
  public Alert unheard(long fromMs) {
    return make(Alert.UNKNOWN, false, null, null, fromMs);
  }

  private Alert make(String state, boolean firing, Long firingMs, Long resolvedMs, Long unknownMs) {
    long endMs = Math.max(sinceMs, Math.max(orZero(resolvedMs), orZero(unknownMs)));
    Map<String, String> labels = new TreeMap<>();
    labels.put(Alert.ALERTNAME, rule);
    labels.put("host", host);
    labels.put(Alert.SEVERITY, "page");
    return new Alert(
        fingerprint(),
        rule,
        "page",
        labels,
        Map.of("summary", "vfs_write on " + host + " is slow"),
        "0123456789abcdef",
        0,
        state,
        firing,
        state.equals(Alert.RESOLVED) ? null : (Long) (sinceMs - WINDOW_MS),
        firingMs,
        resolvedMs,
        unknownMs,
        endMs - WINDOW_MS,
        endMs,
        Alert.NS,
        28_200_000L,
        27_000_000L,
        35_000_000L,
        20_000_000L,
        999_000,
        unknownMs == null ? null : "too much is missing",
        "#/function/vfs_write?from=" + (endMs - WINDOW_MS) + "&to=" + endMs + "&host=" + host);
  }

  /** The same under another name, or with other labels. */
  static Alert with(Alert a, String fingerprint, Map<String, String> labels) {
    return new Alert(
        fingerprint,
        a.rule(),
        a.severity(),
        labels,
        a.annotations(),
        a.ruleSet(),
        a.ruleSetFromMs(),
        a.state(),
        a.firing(),
        a.pendingSinceMs(),
        a.firingSinceMs(),
        a.resolvedAtMs(),
        a.unknownSinceMs(),
        a.startMs(),
        a.endMs(),
        a.unit(),
        a.value(),
        a.lower(),
        a.upper(),
        a.threshold(),
        a.completenessPpm(),
        a.reason(),
        a.link());
  }

  private static long orZero(Long ms) {
    return ms == null ? 0 : ms;
  }
}
