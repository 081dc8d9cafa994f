package io.probestream.cli.alertsend;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.probestream.schemas.Json;
import io.probestream.schemas.alert.Alert;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Alertmanager's webhook message, version 4, so that what takes those takes ours: its documentation
 * names every field. Beyond it each alert carries its whole record as {@code probestream}.
 *
 * @param receiver its name
 * @param links to the dashboard
 * @param maxAlerts how many alerts a message shows at most; 0 for all
 */
record WebhookJson(String receiver, Links links, int maxAlerts) {
  /** What Go prints for no time: Alertmanager's end of an alert that fires. */
  private static final String NO_TIME = "0001-01-01T00:00:00Z";

  /**
   * @param notices those that fire first
   * @param group labels of the group
   */
  String write(List<Notice> notices, Map<String, String> group, String groupKey, long nowMs) {
    boolean firing = notices.stream().anyMatch(n -> n.status() == Status.FIRING);
    int shown = maxAlerts == 0 ? notices.size() : Math.min(maxAlerts, notices.size());
    ObjectNode message = Json.mapper().createObjectNode();
    message.put("version", "4");
    message.put("groupKey", groupKey);
    message.put("truncatedAlerts", notices.size() - shown);
    message.put("status", firing ? "firing" : "resolved");
    message.put("receiver", receiver);
    message.set("groupLabels", Json.mapper().valueToTree(group));
    message.set("commonLabels", Json.mapper().valueToTree(common(notices, Texts::labels)));
    message.set(
        "commonAnnotations", Json.mapper().valueToTree(common(notices, Texts::annotations)));
    message.put("externalURL", links.dashboard());
    ArrayNode alerts = message.putArray("alerts");
    notices.subList(0, shown).forEach(notice -> add(alerts.addObject(), notice, nowMs));
    return Json.string(message);
  }

  private void add(ObjectNode node, Notice notice, long nowMs) {
    Alert alert = notice.alert();
    boolean firing = notice.status() == Status.FIRING;
    node.put("status", firing ? "firing" : "resolved");
    node.set("labels", Json.mapper().valueToTree(Texts.labels(alert)));
    node.set("annotations", Json.mapper().valueToTree(Texts.annotations(alert)));
    node.put("startsAt", AlertmanagerJson.time(notice.startMs()));
    node.put("endsAt", firing ? NO_TIME : AlertmanagerJson.time(notice.endMs(nowMs)));
    node.put("generatorURL", links.of(alert));
    node.put("fingerprint", alert.fingerprint());
    node.set("probestream", Json.mapper().valueToTree(alert));
  }

  /** What all of them have alike. */
  private static Map<String, String> common(
      List<Notice> notices, Function<Alert, Map<String, String>> texts) {
    Map<String, String> common = new TreeMap<>(texts.apply(notices.get(0).alert()));
    for (Notice notice : notices) {
      common.entrySet().retainAll(texts.apply(notice.alert()).entrySet());
    }
    return common;
  }
}
