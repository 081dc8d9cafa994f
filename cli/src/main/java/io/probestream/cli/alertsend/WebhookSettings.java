package io.probestream.cli.alertsend;

import io.probestream.schemas.config.ConfigSection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * A webhook, with Alertmanager's words and defaults.
 *
 * @param groupBy labels; empty for one group of all, {@code ...} for none larger than one alert
 * @param groupWaitMs how long a change waits for others
 * @param groupIntervalMs between two messages of a group
 * @param repeatIntervalMs after which a group that still fires is told again
 * @param sendResolved whether ends are told
 * @param maxAlerts of one message; 0 for all
 */
record WebhookSettings(
    ReceiverSettings receiver,
    List<String> groupBy,
    long groupWaitMs,
    long groupIntervalMs,
    long repeatIntervalMs,
    boolean sendResolved,
    int maxAlerts) {
  /** Enough for any people, and not for a receiver that is flooded. */
  static final int POSTS_PER_MINUTE = 60;

  private static final String ALL = "...";
  private static final List<String> GROUP_BY = List.of("alertname");
  private static final long DAY_MS = TimeUnit.DAYS.toMillis(1);
  private static final long WAIT_MS = 30_000;
  private static final long INTERVAL_MS = 300_000;
  private static final long REPEAT_MS = TimeUnit.HOURS.toMillis(4);

  WebhookSettings {
    groupBy = List.copyOf(groupBy);
  }

  static WebhookSettings read(ConfigSection section) {
    section.allow(
        ReceiverSettings.keys(
            "groupBy",
            "groupWait",
            "groupInterval",
            "repeatInterval",
            "sendResolved",
            "maxAlerts"));
    return new WebhookSettings(
        ReceiverSettings.read(section, "", POSTS_PER_MINUTE),
        section.has("groupBy") ? section.strings("groupBy") : GROUP_BY,
        section.durationMs("groupWait", 0, DAY_MS, WAIT_MS),
        section.durationMs("groupInterval", 1, DAY_MS, INTERVAL_MS),
        section.durationMs("repeatInterval", 1, 30 * DAY_MS, REPEAT_MS),
        section.bool("sendResolved", true),
        (int) section.integer("maxAlerts", 0, 1_000_000, 0));
  }

  static WebhookSettings of(ReceiverSettings receiver) {
    return new WebhookSettings(receiver, GROUP_BY, WAIT_MS, INTERVAL_MS, REPEAT_MS, true, 0);
  }

  /** The labels that an alert's group is known by. */
  Map<String, String> group(Map<String, String> labels) {
    Map<String, String> group = new TreeMap<>(labels);
    if (!groupBy.contains(ALL)) {
      group.keySet().retainAll(groupBy);
    }
    return group;
  }
}
