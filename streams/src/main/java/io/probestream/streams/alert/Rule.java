package io.probestream.streams.alert;

import static io.probestream.schemas.Checks.check;
import static io.probestream.schemas.Checks.present;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * One rule. Immutable.
 *
 * @param name unique in its set
 * @param watch which windows
 * @param measure which figure of them
 * @param condition when it holds
 * @param forMs for how long it must hold before it fires
 * @param keepFiringForMs for how long it goes on firing after it last held
 * @param minCompletenessPpm below it the answer is unknown
 * @param severity such as {@code warning}
 * @param labels added to the group's
 * @param annotations texts with templates in {@code {{…}}}
 */
public record Rule(
    String name,
    Watch watch,
    Measure measure,
    Condition condition,
    long forMs,
    long keepFiringForMs,
    int minCompletenessPpm,
    String severity,
    Map<String, String> labels,
    Map<String, String> annotations) {
  public Rule {
    check(
        present(name, "name").matches("[A-Za-z_][A-Za-z0-9_.-]{0,99}"),
        "a rule's name begins with a letter and holds letters, digits, '_', '.' and '-'");
    present(watch, "watch");
    check(
        isReadFrom(present(measure, "measure"), watch.source()),
        "the measure is not read from these windows");
    present(condition, "condition");
    check(forMs >= 0, "for must not be negative");
    check(keepFiringForMs >= 0, "keepFiringFor must not be negative");
    check(
        minCompletenessPpm >= 0 && minCompletenessPpm <= 1_000_000,
        "minCompleteness lies between 0 and 100 %");
    check(
        present(severity, "severity").matches("[A-Za-z0-9_.-]{1,60}"),
        "a severity is one word, such as warning");
    labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
    annotations = Collections.unmodifiableSortedMap(new TreeMap<>(annotations));
  }

  private static boolean isReadFrom(Measure measure, Measure.Source source) {
    Measure.Source own = measure.kind().source();
    return own == source || (own == Measure.Source.LATENCY && source == Measure.Source.TASK);
  }

  /** The same over windows of that length. */
  Rule resolved(long ofMs) {
    return new Rule(
        name,
        watch.resolved(ofMs),
        measure,
        condition,
        forMs,
        keepFiringForMs,
        minCompletenessPpm,
        severity,
        labels,
        annotations);
  }
}
