package io.probestream.schemas.alert;

import static io.probestream.schemas.Checks.check;
import static io.probestream.schemas.Checks.present;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The life of one alert: of one rule and one group that it watches. One record for each change of
 * state, and at least one in 60 s of event time until it is gone; then a tombstone.
 *
 * <p>Everything in it follows from the rule set and the windows, so that the same rules over the
 * same raw history give the same records.
 *
 * @param fingerprint 16 hex digits: of the rule's name and the labels that tell its groups apart
 * @param rule the rule's name
 * @param severity as the rule says, such as {@code warning}
 * @param labels {@code alertname}, the group's, the rule's own and {@code severity}
 * @param annotations texts for people, with their templates filled in
 * @param ruleSet hash of the rule set, 16 hex digits
 * @param ruleSetFromMs start of the first window that is judged by this rule set
 * @param state {@code pending}, {@code firing}, {@code resolved} or {@code unknown}
 * @param firing whether people are to be told of it: true while firing, and where it is unknown
 *     whether a firing one still does
 * @param pendingSinceMs end of the window with which its condition began to hold; null if it does
 *     not
 * @param firingSinceMs end of the window with which it began to fire; null if it never did
 * @param resolvedAtMs end of the window with which it ended; null if it has not
 * @param unknownSinceMs end of the window since which the answer is unknown; null if it is known
 * @param startMs start of the stretch, as long as the rule's window, that was judged last
 * @param endMs its end, exclusive
 * @param unit of value, bounds and threshold: {@code ns}, {@code ms}, {@code ppm}, {@code
 *     milliPerSecond} or {@code count}
 * @param value what was measured; null if nothing was
 * @param lower what it is at least, whatever is missing; null if nothing is known
 * @param upper what it is at most; null if nothing bounds it
 * @param threshold what it is compared with; null while there is nothing to compare with yet
 * @param completenessPpm how complete the stretch is, in parts per million
 * @param reason a sentence that says why the answer is unknown; null if it is known
 * @param link of the dashboard's page, relative to its root
 */
public record Alert(
    String fingerprint,
    String rule,
    String severity,
    Map<String, String> labels,
    Map<String, String> annotations,
    String ruleSet,
    long ruleSetFromMs,
    String state,
    boolean firing,
    Long pendingSinceMs,
    Long firingSinceMs,
    Long resolvedAtMs,
    Long unknownSinceMs,
    long startMs,
    long endMs,
    String unit,
    Long value,
    Long lower,
    Long upper,
    Long threshold,
    int completenessPpm,
    String reason,
    String link) {
  public static final String PENDING = "pending";
  public static final String FIRING = "firing";
  public static final String RESOLVED = "resolved";
  public static final String UNKNOWN = "unknown";

  /** What {@code state} may be. */
  public static final List<String> STATES = List.of(PENDING, FIRING, RESOLVED, UNKNOWN);

  public static final String NS = "ns";
  public static final String MS = "ms";
  public static final String PPM = "ppm";
  public static final String MILLI_PER_SECOND = "milliPerSecond";
  public static final String COUNT = "count";

  /** What {@code unit} may be. */
  public static final List<String> UNITS = List.of(NS, MS, PPM, MILLI_PER_SECOND, COUNT);

  /** The label that holds the rule's name, as in Prometheus and Alertmanager. */
  public static final String ALERTNAME = "alertname";

  /** The label that holds the severity. */
  public static final String SEVERITY = "severity";

  public Alert {
    check(
        present(fingerprint, "fingerprint").matches("[0-9a-f]{16}"),
        "fingerprint must be 16 hex digits");
    present(rule, "rule");
    present(severity, "severity");
    // Sorted, because the order of Map.copyOf changes from run to run and with it the bytes.
    labels = Collections.unmodifiableSortedMap(new TreeMap<>(present(labels, "labels")));
    annotations =
        Collections.unmodifiableSortedMap(new TreeMap<>(present(annotations, "annotations")));
    check(present(ruleSet, "ruleSet").matches("[0-9a-f]{16}"), "ruleSet must be 16 hex digits");
    check(STATES.contains(present(state, "state")), "unknown state '" + state + "'");
    check(startMs < endMs, "startMs must be before endMs");
    check(UNITS.contains(present(unit, "unit")), "unknown unit '" + unit + "'");
    check(completenessPpm >= 0 && completenessPpm <= 1_000_000, "completenessPpm out of range");
    present(link, "link");
    check(
        state.equals(UNKNOWN) || firing == state.equals(FIRING),
        "an alert that is " + state + " contradicts firing=" + firing);
    check(!state.equals(FIRING) || firingSinceMs != null, "firingSinceMs is missing");
    check(!state.equals(PENDING) || pendingSinceMs != null, "pendingSinceMs is missing");
    check(state.equals(RESOLVED) == (resolvedAtMs != null), "resolvedAtMs contradicts the state");
    check(
        state.equals(UNKNOWN) == (unknownSinceMs != null), "unknownSinceMs contradicts the state");
    check(state.equals(UNKNOWN) == (reason != null), "reason contradicts the state");
  }
}
