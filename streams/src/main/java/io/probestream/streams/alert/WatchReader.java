package io.probestream.streams.alert;

import io.probestream.schemas.alert.Alert;
import io.probestream.schemas.config.ConfigSection;
import io.probestream.streams.alert.Measure.Kind;
import io.probestream.streams.alert.Measure.Source;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Reads what a rule looks at: the figure, and the windows. Not thread-safe: one for each rule. */
final class WatchReader {
  /** What {@code watch} may be. */
  private static final Map<String, Kind> KINDS = new LinkedHashMap<>();

  static {
    KINDS.put("rate", Kind.RATE);
    KINDS.put("latency", Kind.LATENCY);
    KINDS.put("slowShare", Kind.SLOW_SHARE);
    KINDS.put("errorShare", Kind.ERROR_SHARE);
    KINDS.put("missed", Kind.MISSED);
    KINDS.put("completeness", Kind.COMPLETENESS);
    KINDS.put("callCompleteness", Kind.CALL_COMPLETENESS);
    KINDS.put("inFlightAge", Kind.IN_FLIGHT_AGE);
    KINDS.put("silence", Kind.SILENCE);
    KINDS.put("throttled", Kind.THROTTLED);
  }

  private static final long MINUTE = TimeUnit.MINUTES.toMillis(1);
  private static final long DAY = TimeUnit.DAYS.toMillis(1);

  /** Figures that windows have for each task. */
  private static final Set<Kind> BY_TASK = Set.of(Kind.LATENCY, Kind.SLOW_SHARE, Kind.ERROR_SHARE);

  final Kind kind;
  private final ConfigSection rule;
  private final Scope scope;

  WatchReader(ConfigSection rule) {
    this.rule = rule;
    rule.string("watch");
    kind = KINDS.get(rule.choice("watch", List.copyOf(KINDS.keySet()), null));
    scope =
        Scope.valueOf(
            rule.choice("scope", List.of("host", "fleet"), "host").toUpperCase(Locale.ROOT));
  }

  /** Which figure. */
  Measure measure() {
    only("quantile", kind == Kind.LATENCY, "latency");
    only("slowerThan", kind == Kind.SLOW_SHARE, "slowShare");
    only("errors", kind == Kind.ERROR_SHARE, "errorShare");
    only("causes", kind == Kind.MISSED, "missed");
    return switch (kind) {
      case LATENCY -> new Measure(kind, quantile(), List.of());
      case SLOW_SHARE -> new Measure(kind, slowerThan(), List.of());
      case ERROR_SHARE -> new Measure(kind, 0, errors());
      case MISSED -> new Measure(kind, 0, causes());
      default -> Measure.of(kind);
    };
  }

  private long quantile() {
    long quantile = RuleReader.share(rule, "quantile", 990_000);
    if (quantile == 0) {
      throw rule.error("quantile", "expected a share above 0%, such as 99%");
    }
    return quantile;
  }

  private long slowerThan() {
    long slowNs = RuleReader.amount(rule, "slowerThan", Alert.NS, -1);
    if (slowNs <= 0) {
      throw rule.error("slowerThan", "a slowShare needs it: " + Amounts.expected(Alert.NS));
    }
    return slowNs;
  }

  /** A key that belongs to another kind of rule is a mistake. */
  private void only(String key, boolean belongs, String watch) {
    if (rule.has(key) && !belongs) {
      throw rule.error(key, "belongs only to a rule with 'watch: " + watch + "'");
    }
  }

  private List<String> errors() {
    List<String> names = new ArrayList<>();
    for (String error : rule.words("errors")) {
      int number = Errnos.number(error);
      if (number < 0) {
        throw rule.error(
            "errors", "expected names such as ENOSPC, or numbers to 4095, found '" + error + "'");
      }
      names.add(Errnos.name(number));
    }
    return names;
  }

  private List<String> causes() {
    List<String> causes = rule.words("causes");
    for (String cause : causes) {
      if (!MissedTally.CAUSES.contains(cause)) {
        throw rule.error(
            "causes",
            "unknown cause '"
                + cause
                + "'; expected one of: "
                + String.join(", ", MissedTally.CAUSES));
      }
    }
    return causes;
  }

  /** Of which windows. */
  Watch watch() {
    Source source = kind.source();
    String name =
        switch (source) {
          case RATE, MISSED -> Watch.PROBE;
          case LATENCY, TASK -> Watch.FUNCTION;
          case HOST -> null;
        };
    if (scope == Scope.FLEET && name == null) {
      throw rule.error("scope", "the fleet as a whole has no " + rule.string("watch"));
    }
    ConfigSection match = rule.section("match");
    Map<String, List<String>> patterns = new LinkedHashMap<>();
    for (String dimension : match.keys()) {
      dimension(match, dimension, dimension, name);
      patterns.put(dimension, match.words(dimension));
    }
    List<String> groupBy =
        rule.has("groupBy") ? rule.words("groupBy") : name == null ? List.of() : List.of(name);
    for (String dimension : groupBy) {
      dimension(rule, "groupBy", dimension, name);
    }
    if (scope == Scope.FLEET && !groupBy.contains(name) && !isOne(patterns.get(name))) {
      throw rule.error(
          "groupBy",
          "a rule of the fleet is grouped by "
              + name
              + ", too, or looks at one: 'match: {"
              + name
              + ": NAME}'");
    }
    boolean byTask = groupBy.contains(Watch.TASK) || patterns.containsKey(Watch.TASK);
    if (byTask && !rule.words("errors").isEmpty()) {
      throw rule.error("errors", "of a task's errors nobody knows which they are");
    }
    long windowMs = rule.durationMs("window", 10, DAY, MINUTE);
    long everyMs = rule.durationMs("every", 10, DAY, 0);
    if (everyMs > 0 && (windowMs % everyMs != 0 || windowMs / everyMs > Watch.MOST_STEPS)) {
      throw rule.error(
          "every",
          "expected a duration that divides the window of "
              + windowMs
              + " ms into at most "
              + Watch.MOST_STEPS
              + " steps");
    }
    return new Watch(scope, byTask ? Source.TASK : source, patterns, groupBy, windowMs, everyMs);
  }

  /** One name, and no pattern that may fit others. */
  private static boolean isOne(List<String> patterns) {
    return patterns != null && patterns.size() == 1 && !patterns.get(0).matches(".*[*?].*");
  }

  private void dimension(ConfigSection at, String key, String dimension, String name) {
    boolean label = dimension.startsWith(Watch.LABEL) && dimension.length() > 6;
    if (scope == Scope.FLEET && dimension.equals(Watch.HOST)) {
      throw at.error(
          key, "the fleet's windows hold all hosts: use 'scope: host', or a label of the hosts");
    } else if (!label
        && !dimension.equals(Watch.HOST)
        && !dimension.equals(name)
        && !(dimension.equals(Watch.TASK) && BY_TASK.contains(kind))) {
      throw at.error(
          key,
          "unknown dimension '"
              + dimension
              + "'; a rule with 'watch: "
              + rule.string("watch")
              + "' knows: host, "
              + (name == null ? "" : name + ", ")
              + (BY_TASK.contains(kind) ? "task, " : "")
              + "label.NAME");
    }
  }
}
