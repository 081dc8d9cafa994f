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
 */
public record ProbeStatus(
    String name, String group, String kind, String definition, String state, String error) {
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
}
