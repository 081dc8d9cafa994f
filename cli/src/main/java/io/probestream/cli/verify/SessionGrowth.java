package io.probestream.cli.verify;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Sums over a session that the two runs began to count at different times. They differ by what the
 * one had counted before the other began, and by as much in every later window: so what is compared
 * is their growth since the first window that both know. One for each reading of a topic, whose
 * records must come in order. Not thread-safe.
 */
final class SessionGrowth {
  private static final List<String> TOTALS = List.of("hits", "missed", "seen");
  private static final List<String> LINE_LAW =
      List.of(
          "handedOut",
          "records",
          "lines",
          "malformed",
          "collectorDropped",
          "transportLost",
          "ringLost");

  private final Map<String, JsonNode> first = new HashMap<>();

  /** Puts growth in the place of the sums of a {@code missed} record, which it changes. */
  void putInto(String key, ObjectNode missed) {
    String session = missed.path("session").asText();
    put(missed, "totals", TOTALS, key + ' ' + session);
    put(missed, "lineLaw", LINE_LAW, key + ' ' + session);
  }

  /** Bounds and exactness, which are worked out from the sums, have no growth. */
  private void put(ObjectNode missed, String name, List<String> sums, String of) {
    JsonNode now = missed.remove(name);
    if (now == null) {
      return;
    }
    JsonNode then = first.computeIfAbsent(of + ' ' + name, each -> now);
    ObjectNode growth = missed.putObject("growth of " + name);
    for (String sum : sums) {
      growth.put(sum, now.get(sum).asLong() - then.get(sum).asLong());
    }
  }
}
