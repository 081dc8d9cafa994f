package io.probestream.streams.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Integers that a reader with doubles would round: each that is beyond 2⁵³ gets its digits as a
 * string beside it, {@code sumNs} as {@code sumNsExact}.
 */
final class ExactNumbers {
  private static final long SAFE = 1L << 53;
  private static final String SUFFIX = "Exact";

  private ExactNumbers() {}

  static void addTo(JsonNode node) {
    List<JsonNode> open = new ArrayList<>(List.of(node));
    while (!open.isEmpty()) {
      JsonNode next = open.remove(open.size() - 1);
      Map<String, String> exact = new LinkedHashMap<>();
      next.properties()
          .forEach(
              field -> {
                JsonNode value = field.getValue();
                if (value.isIntegralNumber() && (value.asLong() > SAFE || value.asLong() < -SAFE)) {
                  exact.put(field.getKey() + SUFFIX, value.asText());
                }
              });
      if (next instanceof ObjectNode object) {
        exact.forEach(object::put);
      }
      next.forEach(
          child -> {
            if (child.isContainerNode()) {
              open.add(child);
            }
          });
    }
  }
}
