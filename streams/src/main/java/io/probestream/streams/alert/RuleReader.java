package io.probestream.streams.alert;

import io.probestream.schemas.alert.Alert;
import io.probestream.schemas.config.ConfigException;
import io.probestream.schemas.config.ConfigSection;
import io.probestream.streams.alert.Measure.Kind;
import io.probestream.streams.alert.Measure.Source;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Reads one rule. Not thread-safe: one for each rule. */
final class RuleReader {
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

  private static final long DAY = TimeUnit.DAYS.toMillis(1);
  private static final int MOST_SAMPLES = 1_000;
  private static final Set<String> OWN_LABELS = Set.of(Alert.ALERTNAME, Alert.SEVERITY);

  private final ConfigSection rule;
  private final WatchReader reader;
  private final Kind kind;

  private RuleReader(ConfigSection rule) {
    this.rule = rule;
    reader = new WatchReader(rule);
    kind = reader.kind;
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
    Measure measure = reader.measure();
    Watch watch = reader.watch();
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

  static long amount(ConfigSection section, String key, String unit, long otherwise) {
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
