package io.probestream.cli.verify;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/**
 * One record of a result topic.
 *
 * @param key as in the topic
 * @param startMs window start; of a reject its record's time
 * @param endMs window end
 * @param timestampMs of the record; -1 where there is none
 * @param headers by name
 * @param value parsed; null of a reject
 * @param text the value as it stands
 */
record ResultRecord(
    String key,
    long startMs,
    long endMs,
    long timestampMs,
    Map<String, String> headers,
    ObjectNode value,
    String text) {
  ResultRecord with(ObjectNode newValue) {
    return new ResultRecord(
        key, startMs, endMs, timestampMs, headers, newValue, newValue.toString());
  }

  /** Without what depends on the raw topic that the lines were in. */
  ResultRecord withoutRawPosition() {
    if (value != null && value.has("slowest")) {
      for (var call : value.get("slowest")) {
        ((ObjectNode) call).put("partition", -1).put("entryOffset", -1).put("returnOffset", -1);
      }
    }
    return new ResultRecord(
        key, startMs, endMs, -1, Map.of(), value, value == null ? text : value.toString());
  }

  boolean isTrue(String field) {
    return value != null && value.path(field).asBoolean(false);
  }

  /** What two records must have in common. */
  String identity() {
    return timestampMs + " " + headers + ' ' + text;
  }
}
