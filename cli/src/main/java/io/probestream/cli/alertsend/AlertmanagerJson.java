package io.probestream.cli.alertsend;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.probestream.schemas.Json;
import io.probestream.schemas.alert.Alert;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The body of {@code POST /api/v2/alerts}. Alertmanager takes an alert for ended where {@code
 * endsAt} is in its past, and an alert to be its labels.
 *
 * @param links to the dashboard
 * @param validMs how far in the future the end of a firing alert lies
 */
record AlertmanagerJson(Links links, long validMs) {
  /**
   * @param receiverMs Alertmanager's wall clock: an end in its future would not be one
   */
  String write(List<Notice> notices, long receiverMs) {
    ArrayNode array = Json.mapper().createArrayNode();
    for (Notice notice : notices) {
      Alert alert = notice.alert();
      boolean firing = notice.status() == Status.FIRING;
      long endMs = firing ? receiverMs + validMs : Math.min(notice.endMs(receiverMs), receiverMs);
      ObjectNode node = array.addObject();
      node.set("labels", Json.mapper().valueToTree(names(Texts.labels(alert))));
      node.set("annotations", Json.mapper().valueToTree(names(Texts.annotations(alert))));
      node.put("startsAt", time(Math.min(notice.startMs(), Math.min(endMs, receiverMs))));
      node.put("endsAt", time(endMs));
      String link = links.of(alert);
      if (!link.isEmpty()) {
        node.put("generatorURL", link);
      }
    }
    return Json.string(array);
  }

  /**
   * Names as Alertmanager allows them ({@code [a-zA-Z_][a-zA-Z0-9_]*}); it would refuse the alert.
   * Where two become one, the later gets a further underscore. It drops empty values.
   */
  static Map<String, String> names(Map<String, String> any) {
    Map<String, String> allowed = new TreeMap<>();
    new TreeMap<>(any)
        .forEach(
            (name, value) -> {
              StringBuilder made = new StringBuilder(name.replaceAll("[^a-zA-Z0-9_]", "_"));
              if (made.isEmpty() || Character.isDigit(made.charAt(0))) {
                made.insert(0, '_');
              }
              while (allowed.containsKey(made.toString())) {
                made.append('_');
              }
              allowed.put(made.toString(), value);
            });
    return allowed;
  }

  static String time(long ms) {
    return Instant.ofEpochMilli(ms).toString();
  }
}
