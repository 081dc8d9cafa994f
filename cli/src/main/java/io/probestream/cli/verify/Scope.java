package io.probestream.cli.verify;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What of the results is compared.
 *
 * @param fromMs windows that start before it are not
 * @param toMs windows that end after it are not
 * @param warmups windows before both runs know the same are not; of totals that began differently
 *     their growth is
 * @param rawPositions whether timestamps, and places in the raw topic, must be the same
 */
record Scope(long fromMs, long toMs, Warmups warmups, boolean rawPositions) {
  /**
   * The record as it is to be compared, or null if it is not.
   *
   * @param growth of the same reading of the topic
   */
  ResultRecord of(ResultKind kind, ResultRecord r, SessionGrowth growth) {
    if (r.startMs() < fromMs
        || r.endMs() > toMs
        || r.startMs() < warmups.comparableFromMs(kind, r.key())) {
      return null;
    }
    ResultRecord compared = withoutOtherTotals(kind, r, growth);
    return rawPositions ? compared : compared.withoutRawPosition();
  }

  /** A run that took the session up midway counts its totals from there on. */
  private ResultRecord withoutOtherTotals(ResultKind kind, ResultRecord r, SessionGrowth growth) {
    if (warmups.isEmpty()) {
      return r;
    } else if (kind == ResultKind.RATES || kind == ResultKind.FLEET_RATES) {
      // What was surely lost is known only since the session's start.
      ObjectNode value = r.value().deepCopy();
      value.put("lostMin", 0);
      return r.with(value);
    } else if (kind == ResultKind.FLEET_MISSED) {
      ObjectNode value = r.value().deepCopy();
      ((ObjectNode) value.get("causes")).put("inferredMissed", 0);
      return r.with(value);
    } else if (kind != ResultKind.MISSED
        || !warmups.hasOtherTotals(r.value().path("session").asText())) {
      return r;
    }
    ObjectNode value = r.value().deepCopy();
    growth.putInto(r.key(), value);
    ((ObjectNode) value.get("causes")).put("inferredMissed", 0);
    return r.with(value);
  }
}
