package io.probestream.streams.api;

import io.probestream.schemas.Hosts;
import io.probestream.schemas.config.Units;
import io.probestream.schemas.raw.Pair;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The query part of a request, each value checked when it is asked for. Immutable. */
final class Params {
  private static final int MAX_VALUES = 1_000;
  private static final int MAX_NAME = 4_096;
  private static final long MAX_EPOCH_MS = 4_000_000_000_000L;

  private final Map<String, List<String>> values;

  private Params(Map<String, List<String>> values) {
    this.values = values;
  }

  /**
   * Reads a query.
   *
   * @param query undecoded, without the question mark; null for none
   * @param allowed the names that may occur; one that ends in a dot stands for all that begin so
   * @throws Problem 400 for any other name, or too many values
   */
  static Params of(String query, List<String> allowed) {
    Map<String, List<String>> values = new LinkedHashMap<>();
    int count = 0;
    for (String pair : query == null || query.isEmpty() ? new String[0] : query.split("&")) {
      int equals = pair.indexOf('=');
      String name = decoded(equals < 0 ? pair : pair.substring(0, equals));
      String value = equals < 0 ? "" : decoded(pair.substring(equals + 1));
      if (allowed.stream().noneMatch(a -> a.endsWith(".") ? isUnder(a, name) : a.equals(name))) {
        throw Problem.badRequest(
            "unknown parameter '" + shown(name) + "'; expected one of " + allowed);
      }
      if (++count > MAX_VALUES) {
        throw Problem.badRequest("more than " + MAX_VALUES + " values");
      }
      if (value.length() > MAX_NAME) {
        throw Problem.badRequest("the value of " + name + " is longer than " + MAX_NAME);
      }
      values.computeIfAbsent(name, n -> new ArrayList<>()).add(value);
    }
    return new Params(values);
  }

  private static boolean isUnder(String prefix, String name) {
    return prefix.endsWith(".") && name.startsWith(prefix) && name.length() > prefix.length();
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw Problem.badRequest("'" + shown(text) + "' is not URL-encoded text");
    }
  }

  private static String shown(String text) {
    return text.length() > 60 ? text.substring(0, 60) + "…" : text;
  }

  /** The value, or null; one that is given twice is an error. */
  String text(String name) {
    List<String> all = values.getOrDefault(name, List.of());
    if (all.size() > 1) {
      throw Problem.badRequest(name + " is given " + all.size() + " times; expected once");
    }
    return all.isEmpty() ? null : all.get(0);
  }

  Set<String> texts(String name) {
    Set<String> texts = new LinkedHashSet<>(values.getOrDefault(name, List.of()));
    if (texts.contains("")) {
      throw Problem.badRequest(name + " is empty");
    }
    return texts;
  }

  Set<String> hosts() {
    Set<String> hosts = texts("host");
    for (String host : hosts) {
      if (!Hosts.isValid(host)) {
        throw Problem.badRequest("'" + shown(host) + "' is no host name");
      }
    }
    return hosts;
  }

  /** The labels asked for as {@code label.NAME=VALUE}. */
  Map<String, String> labels() {
    Map<String, String> labels = new LinkedHashMap<>();
    for (String name : values.keySet()) {
      if (name.startsWith(Selection.LABEL)) {
        labels.put(name.substring(Selection.LABEL.length()), text(name));
      }
    }
    return labels;
  }

  String by() {
    String by = text("by");
    if (by == null || by.equals(Selection.HOST) || isUnder(Selection.LABEL, by)) {
      return by == null ? Selection.ALL : by;
    }
    throw Problem.badRequest("by is '" + shown(by) + "'; expected one of " + Selection.words());
  }

  /** What calls are to be told apart by, as the windows name it; null if by is something else. */
  String parts() {
    String by = text("by");
    if (by == null) {
      return null;
    }
    return isUnder(Selection.ARGUMENT, by)
        ? by.substring(Selection.ARGUMENT.length())
        : by.equals(Pair.TASK) ? by : null;
  }

  int integer(String name, int min, int max, int otherwise) {
    String text = text(name);
    if (text == null) {
      return otherwise;
    }
    if (text.matches("[0-9]{1,9}")) {
      int value = Integer.parseInt(text);
      if (value >= min && value <= max) {
        return value;
      }
    }
    throw Problem.badRequest(
        name + " is '" + shown(text) + "'; expected a number from " + min + " to " + max);
  }

  boolean flag(String name) {
    String text = text(name);
    if (text == null || text.equals("true") || text.equals("false")) {
      return "true".equals(text);
    }
    throw Problem.badRequest(name + " is '" + shown(text) + "'; expected true or false");
  }

  /** A duration in ms, or -1. */
  long durationMs(String name) {
    String text = text(name);
    if (text == null) {
      return -1;
    }
    long ms = Units.DURATION.parse(text);
    if (ms <= 0) {
      throw Problem.badRequest(
          name + " is '" + shown(text) + "'; expected a duration such as 500ms, 10s, 15m or 2h");
    }
    return ms;
  }

  /** A moment, epoch ms. */
  long momentMs(String name, long otherwiseMs) {
    String text = text(name);
    if (text == null) {
      return otherwiseMs;
    }
    try {
      long ms =
          text.matches("[0-9]{1,13}") ? Long.parseLong(text) : Instant.parse(text).toEpochMilli();
      if (ms >= 0 && ms <= MAX_EPOCH_MS) {
        return ms;
      }
    } catch (DateTimeParseException | ArithmeticException e) {
      throw notAMoment(name, text);
    }
    throw notAMoment(name, text);
  }

  private static Problem notAMoment(String name, String text) {
    return Problem.badRequest(
        name
            + " is '"
            + shown(text)
            + "'; expected milliseconds since the epoch or a time such as 2026-11-23T09:00:00Z");
  }
}
