package io.probestream.cli.verify;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;

/**
 * The first thing in which two sets differ.
 *
 * @param topic without its prefix
 * @param key of the record
 * @param startMs its window, epoch; of a reject its record's time
 * @param endMs its end
 * @param field what differs, such as {@code causes.late}; {@code record} if one has none there
 * @param a what the first set has; null for nothing
 * @param b what the second set has; null for nothing
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
record Difference(
    String topic, String key, long startMs, long endMs, String field, String a, String b) {

  /** How two records of a key differ, one of which may be null; null if they do not. */
  static Difference between(ResultKind kind, ResultRecord a, ResultRecord b) {
    boolean onlyB = a == null || (b != null && b.startMs() < a.startMs());
    ResultRecord first = onlyB ? b : a;
    if (a == null || b == null || a.startMs() != b.startMs() || a.endMs() != b.endMs()) {
      return of(kind, first, "record", onlyB ? null : a.text(), onlyB ? b.text() : null);
    } else if (a.identity().equals(b.identity())) {
      return null;
    } else if (a.timestampMs() != b.timestampMs()) {
      String mine = Long.toString(a.timestampMs());
      return of(kind, a, "timestamp of the record", mine, Long.toString(b.timestampMs()));
    } else if (!a.headers().equals(b.headers())) {
      return headers(kind, a, b);
    } else if (a.value() == null || b.value() == null) {
      return of(kind, a, "value", a.text(), b.text());
    }
    Difference inValue = fields(kind, a, "", a.value(), b.value());
    return inValue != null ? inValue : of(kind, a, "order of the fields", a.text(), b.text());
  }

  private static Difference headers(ResultKind kind, ResultRecord a, ResultRecord b) {
    TreeSet<String> names = new TreeSet<>(a.headers().keySet());
    names.addAll(b.headers().keySet());
    Map<String, String> mine = a.headers();
    for (String name : names) {
      if (!Objects.equals(mine.get(name), b.headers().get(name))) {
        return of(kind, a, "header " + name, mine.get(name), b.headers().get(name));
      }
    }
    throw new IllegalStateException("headers differ in no name");
  }

  private static Difference fields(
      ResultKind kind, ResultRecord record, String path, JsonNode a, JsonNode b) {
    if (a.equals(b)) {
      return null;
    } else if (!a.isContainerNode() || !b.isContainerNode() || a.isArray() != b.isArray()) {
      return of(kind, record, path, text(a), text(b));
    }
    if (a.isArray()) {
      for (int i = 0; i < Math.max(a.size(), b.size()); i++) {
        Difference found = fields(kind, record, path + '[' + i + ']', a.path(i), b.path(i));
        if (found != null) {
          return found;
        }
      }
    }
    TreeSet<String> names = new TreeSet<>();
    a.fieldNames().forEachRemaining(names::add);
    b.fieldNames().forEachRemaining(names::add);
    for (String name : names) {
      String deeper = path.isEmpty() ? name : path + '.' + name;
      Difference found = fields(kind, record, deeper, a.path(name), b.path(name));
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  private static String text(JsonNode node) {
    return node.isMissingNode() ? null : node.isTextual() ? node.textValue() : node.toString();
  }

  private static Difference of(
      ResultKind kind, ResultRecord record, String field, String a, String b) {
    return new Difference(
        kind.title(), record.key(), record.startMs(), record.endMs(), field, a, b);
  }
}
