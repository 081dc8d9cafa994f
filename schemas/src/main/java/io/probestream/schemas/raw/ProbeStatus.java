package io.probestream.schemas.raw;

import static io.probestream.schemas.Checks.present;

/**
 * One probe of a session.
 *
 * @param name the event's name, unique in the session
 * @param group the event's group
 * @param kind {@code entry}, {@code return} or {@code other} (a probe in mid-function)
 * @param definition as {@code kprobe_events} shows it
 * @param state {@code enabled}, {@code disabled}, {@code removed} or {@code failed}
 * @param error why it failed, or null
 * @param throttle that it was switched off to keep within the budget: now, if it is disabled, else
 *     the last time; null for never
 */
public record ProbeStatus(
    String name,
    String group,
    String kind,
    String definition,
    String state,
    String error,
    Throttle throttle) {
  public static final String ENABLED = "enabled";
  public static final String DISABLED = "disabled";
  public static final String REMOVED = "removed";
  public static final String FAILED = "failed";

  public ProbeStatus {
    present(name, "name");
    present(group, "group");
    present(kind, "kind");
    present(definition, "definition");
    present(state, "state");
  }

  /** One that was never throttled. */
  public ProbeStatus(
      String name, String group, String kind, String definition, String state, String error) {
    this(name, group, kind, definition, state, error, null);
  }

  /** Whether it is switched off to keep within the budget. */
  public boolean throttledNow() {
    return throttle != null && state.equals(DISABLED);
  }
}
