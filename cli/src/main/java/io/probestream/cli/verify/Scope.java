package io.probestream.cli.verify;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * What of the results is compared.
 *
 * @param fromMs windows that start before it are not
 * @param toMs windows that end after it are not
 * @param warmups windows before both runs know the same are not, nor totals that began differently
 * @param rawPositions whether timestamps, and places in the raw topic, must be the same
 */
record Scope(long fromMs, long toMs, Warmups warmups, boolean rawPositions) {
  private static final List<String> TOTALS = List.of("totals", "lineLaw", "closing");

  /** The record as it is to be compared, or null if it is not. */
  ResultRecord of(ResultKind kind, ResultRecord r) {
    if (r.startMs() < fromMs
        || r.endMs() > toMs
        || r.startMs() < warmups.comparableFromMs(kind, r.key())) {
      return null;
    }
    ResultRecord compared = withoutOtherTotals(kind, r);
    return compared == null || rawPositions ? compared : compared.withoutRawPosition();
  }

  /** A run that took the session up midway counts its totals from there on. */
  private ResultRecord withoutOtherTotals(ResultKind kind, ResultRecord r) {
    if (warmups.isEmpty()) {
      return r;
    } else if (kind == ResultKind.FLEET_MISSED) {
      ObjectNode value = r.value().deepCopy();
      ((ObjectNode) value.get("causes")).put("inferredMissed", 0);
      return r.with(value);
    } else if (kind != ResultKind.MISSED
        || !warmups.hasOtherTotals(r.value().path("session").asText())) {
      return r;
    }
    ObjectNode value = r.value().deepCopy();
    value.remove(TOTALS);
    ObjectNode causes = (ObjectNode) value.get("causes");
    causes.put("inferredMissed", 0);
    for (JsonNode cause : causes) {
      if (cause.asLong() != 0) {
        return r.with(value);
      }
    }
    return r.isTrue("silent") ? r.with(value) : null;
  }
}
