package io.probestream.streams.alert;

import io.probestream.streams.alert.Measure.Kind;
import io.probestream.streams.alert.RuleSet.Completeness;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The built-in rule of one owner: one alert where many rules cannot be answered. It is never
 * unknown itself. Not thread-safe.
 */
final class IncompleteRule {
  /** Rules that are named; the others are counted. */
  private static final int NAMED = 5;

  final Watched watched;
  final Subject subject;
  private final Completeness settings;

  /**
   * @param partition of the fleet, whose names are spread over several; -1 for a host
   */
  IncompleteRule(Completeness settings, String host, int partition, long ofMs) {
    this.settings = settings;
    Scope scope = host == null ? Scope.FLEET : Scope.HOST;
    Watch watch =
        new Watch(scope, Measure.Source.RATE, Map.of(), List.of(), settings.windowMs(), 0)
            .resolved(ofMs);
    watched = new Watched(watch);
    Rule rule =
        new Rule(
            RuleSet.INCOMPLETE,
            watch,
            Measure.of(Kind.COMPLETENESS),
            new Condition(false, settings.belowPpm(), settings.belowPpm(), 0, 0),
            settings.forMs(),
            settings.keepFiringForMs(),
            0,
            settings.severity(),
            settings.labels(),
            Map.of("summary", "{{reason}}"));
    Map<String, String> labels =
        host == null ? Map.of("fleet", Integer.toString(partition)) : Map.of(Watch.HOST, host);
    subject = new Subject(rule, new Group(watch, labels));
  }

  /** How complete the owner's events are. */
  Reading reading(long nowMs) {
    if (watched.groups.isEmpty()) {
      return Reading.nothing();
    }
    Group all = watched.groups.get(watched.groups.firstKey());
    return Readings.of(subject.rule.measure(), watched.watch, all, nowMs, true);
  }

  /**
   * What it says.
   *
   * @param who the owner, for people
   * @param unknown how many answers are unknown because something is missing
   * @param ofRules the names of their rules
   * @param beyond groups beyond the limit
   * @param silent a clause where the owner is silent, else null
   */
  Answer answer(
      String who, Reading reading, long unknown, Set<String> ofRules, long beyond, String silent) {
    List<String> clauses = new ArrayList<>();
    if (silent != null) {
      clauses.add(silent);
    }
    if (reading.value() != null && reading.value() < settings.belowPpm()) {
      clauses.add(
          "only "
              + Amounts.print("ppm", reading.value())
              + " of its events of the last "
              + Amounts.print("ms", settings.windowMs())
              + " are here");
    }
    if (unknown > 0) {
      clauses.add(
          unknown
              + (unknown == 1 ? " answer of rule " : " answers of rules ")
              + names(ofRules)
              + (unknown == 1 ? " is" : " are")
              + " unknown");
    }
    if (beyond > 0) {
      clauses.add(beyond + " groups beyond maxGroups are not watched");
    }
    String sentence =
        clauses.isEmpty() ? who + " is complete." : who + ": " + String.join("; ", clauses) + '.';
    return new Answer(
        clauses.isEmpty() ? Truth.FALSE : Truth.TRUE, (long) settings.belowPpm(), sentence, null);
  }

  static String names(Collection<String> rules) {
    String first = String.join(", ", rules.stream().limit(NAMED).toList());
    return rules.size() <= NAMED ? first : first + " and " + (rules.size() - NAMED) + " more";
  }
}
