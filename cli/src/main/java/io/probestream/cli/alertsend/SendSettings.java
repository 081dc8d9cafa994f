package io.probestream.cli.alertsend;

import io.probestream.schemas.Topics;
import io.probestream.schemas.config.ConfigException;
import io.probestream.schemas.config.ConfigSection;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What {@code alert send} is told by file, environment and command line together.
 *
 * @param bootstrapServers of the file; null if it names none
 * @param kafka client properties of the file
 * @param groupId of the senders that stand in for each other
 * @param dashboardUrl where the dashboard is served; empty if nobody said
 * @param metrics where the sender's own metrics are served; null for nowhere
 * @param closeTimeoutMs how long its end may wait for answers
 */
record SendSettings(
    String bootstrapServers,
    Map<String, String> kafka,
    Topics topics,
    String groupId,
    String dashboardUrl,
    InetSocketAddress metrics,
    long closeTimeoutMs,
    List<AlertmanagerSettings> alertmanagers,
    List<WebhookSettings> webhooks) {
  SendSettings {
    kafka = Map.copyOf(kafka);
    alertmanagers = List.copyOf(alertmanagers);
    webhooks = List.copyOf(webhooks);
  }

  /**
   * Reads all of it.
   *
   * @param moreAlertmanagers addresses of the command line
   * @param moreWebhooks likewise
   * @throws ConfigException that names the place of what is wrong
   */
  static SendSettings read(
      ConfigSection config, List<String> moreAlertmanagers, List<String> moreWebhooks) {
    config.allow(
        "kafka",
        "topicPrefix",
        "groupId",
        "dashboardUrl",
        "metrics",
        "closeTimeout",
        "alertmanagers",
        "webhooks");
    ConfigSection kafka = config.section("kafka").allow("bootstrapServers", "properties");
    List<AlertmanagerSettings> alertmanagers = new ArrayList<>();
    List<WebhookSettings> webhooks = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (ConfigSection section : config.sections("alertmanagers")) {
      alertmanagers.add(AlertmanagerSettings.read(section));
      checkNew(section, names, alertmanagers.get(alertmanagers.size() - 1).receiver());
    }
    for (ConfigSection section : config.sections("webhooks")) {
      webhooks.add(WebhookSettings.read(section));
      checkNew(section, names, webhooks.get(webhooks.size() - 1).receiver());
    }
    for (String url : moreAlertmanagers) {
      Target target = target("--alertmanager", url, AlertmanagerSettings.PATH);
      String name = "alertmanager-" + (alertmanagers.size() + 1);
      alertmanagers.add(AlertmanagerSettings.of(ReceiverSettings.of(name, target, 0)));
    }
    for (String url : moreWebhooks) {
      String name = "webhook-" + (webhooks.size() + 1);
      webhooks.add(
          WebhookSettings.of(
              ReceiverSettings.of(
                  name, target("--webhook", url, ""), WebhookSettings.POSTS_PER_MINUTE)));
    }
    if (alertmanagers.isEmpty() && webhooks.isEmpty()) {
      throw new ConfigException(
          "command line: no receiver is given; name one with --alertmanager URL, --webhook URL or in"
              + " the file of --config");
    }
    return new SendSettings(
        kafka.string("bootstrapServers", null),
        kafka.stringMap("properties"),
        topics(config),
        config.string("groupId", "probestream-alert-send"),
        dashboardUrl(config),
        config.address("metrics"),
        config.durationMs("closeTimeout", 0, 600_000, 10_000),
        alertmanagers,
        webhooks);
  }

  private static void checkNew(
      ConfigSection section, Set<String> names, ReceiverSettings receiver) {
    if (!names.add(receiver.name())) {
      throw section.error(
          "name",
          "two receivers are called '" + receiver.name() + "'; their memory is kept by name");
    }
  }

  private static Target target(String option, String url, String path) {
    try {
      return Target.plain(url, path);
    } catch (IllegalArgumentException e) {
      throw new ConfigException("command line, " + option + ": " + e.getMessage(), e);
    }
  }

  private static String dashboardUrl(ConfigSection config) {
    String url = config.string("dashboardUrl", "");
    if (!url.isEmpty() && !isHttp(url)) {
      throw config.error(
          "dashboardUrl", "expected an address such as https://probestream.example.org/");
    }
    return url;
  }

  private static boolean isHttp(String url) {
    try {
      URI uri = URI.create(url);
      return uri.getHost() != null
          && uri.getScheme().matches("https?")
          && uri.getFragment() == null;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static Topics topics(ConfigSection config) {
    try {
      return new Topics(config.string("topicPrefix", Topics.DEFAULT_PREFIX));
    } catch (IllegalArgumentException e) {
      throw config.error("topicPrefix", e.getMessage());
    }
  }

  /** All receivers, in order. */
  List<ReceiverSettings> receivers() {
    List<ReceiverSettings> all = new ArrayList<>();
    alertmanagers.forEach(a -> all.add(a.receiver()));
    webhooks.forEach(w -> all.add(w.receiver()));
    return all;
  }
}
