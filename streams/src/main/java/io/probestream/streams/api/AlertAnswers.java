package io.probestream.streams.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.probestream.schemas.Json;
import io.probestream.schemas.alert.Alert;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Answers which alerts there are. Thread-safe. */
final class AlertAnswers {
  private static final int MOST_ALERTS = 50_000;

  private static final Comparator<Alert> ORDER =
      Comparator.comparing((Alert alert) -> !alert.firing())
          .thenComparing(Alert::rule)
          .thenComparing(alert -> alert.labels().toString())
          .thenComparing(Alert::fingerprint);

  private final Cluster cluster;

  AlertAnswers(Cluster cluster) {
    this.cluster = cluster;
  }

  ObjectNode alerts(Params params) {
    Set<String> states = params.texts("state");
    for (String state : states) {
      if (!Alert.STATES.contains(state)) {
        throw Problem.badRequest("state is none of " + Alert.STATES);
      }
    }
    Set<String> rules = params.texts("rule");
    Set<String> severities = params.texts("severity");
    Set<String> hosts = params.hosts();
    Map<String, String> labels = params.labels();
    List<Alert> found =
        cluster.alerts().stream()
            .filter(
                alert ->
                    takes(states, alert.state())
                        && takes(rules, alert.rule())
                        && takes(severities, alert.severity())
                        && takes(hosts, alert.labels().get(Selection.HOST))
                        && alert.labels().entrySet().containsAll(labels.entrySet()))
            .sorted(ORDER)
            .toList();
    if (found.size() > MOST_ALERTS) {
      throw Problem.tooMuch(found.size() + " alerts are more than " + MOST_ALERTS);
    }
    ObjectNode answer = Json.mapper().createObjectNode();
    ArrayNode list = answer.putArray("alerts");
    found.forEach(alert -> list.add(Json.mapper().<ObjectNode>valueToTree(alert)));
    return answer;
  }

  private static boolean takes(Set<String> wanted, String value) {
    return wanted.isEmpty() || (value != null && wanted.contains(value));
  }
}
