package io.probestream.streams.alert;

import io.probestream.schemas.alert.Alert;
import io.probestream.schemas.config.ConfigException;
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

/** Reads one rule. Not thread-safe: one for each rule. */
final class RuleReader {
  /** What {@code watch} may be. */
  static final Map<String, Kind> KINDS = new LinkedHashMap<>();

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

  static final String[] KEYS = {
    "name",
    "watch",
    "quantile",
    "slowerThan",
    "errors",
    "causes",
    "scope",
    "match",
    "groupBy",
    "window",
    "every",
    "above",
    "below",
    "resolve",
    "baseline",
    "floor",
    "for",
    "keepFiringFor",
    "minCompleteness",
    "severity",
    "labels",
    "annotations"
  };

  private static final long MINUTE = TimeUnit.MINUTES.toMillis(1);
  private static final long DAY = TimeUnit.DAYS.toMillis(1);
  private static final int MOST_SAMPLES = 1_000;
  private static final Set<String> OWN_LABELS = Set.of(Alert.ALERTNAME, Alert.SEVERITY);

  /** Figures that windows have for each task. */
  private static final Set<Kind> BY_TASK = Set.of(Kind.LATENCY, Kind.SLOW_SHARE, Kind.ERROR_SHARE);

  private final ConfigSection rule;
  private final Kind kind;
  private final Scope scope;

  private RuleReader(ConfigSection rule) {
    this.rule = rule;
    rule.string("watch");
    kind = KINDS.get(rule.choice("watch", List.copyOf(KINDS.keySet()), null));
    scope =
        Scope.valueOf(
            rule.choice("scope", List.of("host", "fleet"), "host").toUpperCase(Locale.ROOT));
  }

  /**
   * Reads a rule.
   *
   * @throws ConfigException with a sentence that names file, line, key and what was expected
   */
  static Rule read(ConfigSection section) {
    section.allow(KEYS);
    return new RuleReader(section).rule();
  }

  private Rule rule() {
    String name = rule.string("name");
    if (!name.matches("[A-Za-z_][A-Za-z0-9_.-]{0,99}")) {
      throw rule.error(
          "name",
          "expected a letter, then letters, digits, '_', '.' and '-', found '" + name + "'");
    }
    Measure measure = measure();
    Watch watch = watch();
    Condition condition = condition(watch);
    String severity = severity(rule);
    Map<String, String> labels = labels(rule);
    Map<String, String> annotations = annotations(watch, labels);
    long minCompleteness = share(rule, "minCompleteness", 0);
    try {
      return new Rule(
          name,
          watch,
          measure,
          condition,
          rule.durationMs("for", 0, DAY, 0),
          rule.durationMs("keepFiringFor", 0, DAY, 0),
          (int) minCompleteness,
          severity,
          labels,
          annotations);
    } catch (IllegalArgumentException e) {
      throw rule.error("rule '" + name + "': " + e.getMessage());
    }
  }

  private Measure measure() {
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
    long quantile = share(rule, "quantile", 990_000);
    if (quantile == 0) {
      throw rule.error("quantile", "expected a share above 0%, such as 99%");
    }
    return quantile;
  }

  private long slowerThan() {
    long slowNs = amount(rule, "slowerThan", Alert.NS, -1);
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

  private Watch watch() {
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

  private Condition condition(Watch watch) {
    if (rule.has("above") == rule.has("below")) {
      throw rule.has("above")
          ? rule.error("below", "a rule has either 'above' or 'below'")
          : rule.error("rule '" + rule.string("name") + "' needs 'above' or 'below'");
    }
    String key = rule.has("above") ? "above" : "below";
    boolean change = rule.has("baseline");
    String unit = change ? Alert.PPM : kind.unit();
    long threshold = amount(rule, key, unit, -1);
    long resolve = amount(rule, "resolve", unit, threshold);
    if (key.equals("above") ? resolve > threshold : resolve < threshold) {
      throw rule.error(
          "resolve",
          "expected a value " + (key.equals("above") ? "below 'above'" : "above 'below'"));
    }
    long baselineMs = baseline(watch, change);
    if (rule.has("floor") && !change) {
      throw rule.error("floor", "belongs only to a rule with a baseline");
    }
    return new Condition(
        key.equals("above"), threshold, resolve, baselineMs, amount(rule, "floor", kind.unit(), 0));
  }

  private long baseline(Watch watch, boolean change) {
    if (!change) {
      return 0;
    } else if (kind.source() == Source.HOST) {
      throw rule.error("baseline", "a host's silence and switched-off probes have no past");
    }
    long baselineMs = rule.durationMs("baseline", 1, 7 * DAY, 0);
    long samples = baselineMs / watch.windowMs();
    if (baselineMs % watch.windowMs() != 0 || samples < 2 || samples > MOST_SAMPLES) {
      throw rule.error(
          "baseline",
          "expected between 2 and "
              + MOST_SAMPLES
              + " times the window of "
              + watch.windowMs()
              + " ms");
    }
    return baselineMs;
  }

  private Map<String, String> annotations(Watch watch, Map<String, String> labels) {
    ConfigSection section = rule.section("annotations");
    Map<String, String> texts = rule.stringMap("annotations");
    texts.forEach(
        (name, text) -> {
          try {
            Template.parse(text, place -> knows(place, watch, labels));
          } catch (IllegalArgumentException e) {
            throw section.error(name, e.getMessage());
          }
        });
    return texts;
  }

  private static boolean knows(String place, Watch watch, Map<String, String> labels) {
    if (!place.startsWith(Template.LABELS)) {
      return Template.NAMES.contains(place);
    }
    String label = place.substring(Template.LABELS.length());
    return OWN_LABELS.contains(label)
        || labels.containsKey(label)
        || (watch.scope() == Scope.HOST && label.equals(Watch.HOST))
        || watch.groupBy().stream().map(Watch::labelName).anyMatch(label::equals);
  }

  static String severity(ConfigSection section) {
    String severity = section.string("severity", "warning");
    if (!severity.matches("[A-Za-z0-9_.-]{1,60}")) {
      throw section.error(
          "severity", "expected one word such as warning, found '" + severity + "'");
    }
    return severity;
  }

  static Map<String, String> labels(ConfigSection section) {
    ConfigSection labels = section.section("labels");
    for (String name : labels.keys()) {
      if (!name.matches("[A-Za-z_][A-Za-z0-9_]*") || OWN_LABELS.contains(name)) {
        throw labels.error(
            name,
            OWN_LABELS.contains(name)
                ? "is set by the rule itself"
                : "a label's name holds letters, digits and '_', and begins with no digit");
      }
    }
    return section.stringMap("labels");
  }

  static long share(ConfigSection section, String key, long otherwise) {
    long share = amount(section, key, Alert.PPM, otherwise);
    if (share > 1_000_000) {
      throw section.error(key, "expected a share of 100% at most");
    }
    return share;
  }

  private static long amount(ConfigSection section, String key, String unit, long otherwise) {
    String text = section.string(key, null);
    if (text == null) {
      return otherwise;
    }
    long amount = Amounts.parse(unit, text);
    if (amount < 0) {
      throw section.error(key, "expected " + Amounts.expected(unit) + ", found '" + text + "'");
    }
    return amount;
  }
}
