package io.probestream.streams.alert;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/** The rules that judge one owner, in the order of their file, with their subjects. */
final class OwnerRules {
  /** A rule with its subjects by group. */
  record InForce(Rule rule, Watched watched, SortedMap<String, Subject> subjects) {}

  private final List<InForce> rules = new ArrayList<>();
  private final Map<Watch, Watched> watches = new LinkedHashMap<>();

  /** Null if it is switched off. */
  final IncompleteRule incomplete;

  /** The time between two moments at which any of them is judged. */
  final long stepMs;

  /** How far back any of them looks. */
  final long longestMs;

  /**
   * @param host null for the fleet
   * @param partition of the fleet; -1 for a host
   */
  OwnerRules(String host, int partition, RuleSet set, long windowMs) {
    Scope scope = host == null ? Scope.FLEET : Scope.HOST;
    long step = 0;
    for (Rule rule : set.resolved(windowMs).rules()) {
      if (rule.watch().scope() == scope) {
        Watched watched = watches.computeIfAbsent(rule.watch(), Watched::new);
        rules.add(new InForce(rule, watched, new TreeMap<>()));
        step = gcd(step, rule.watch().everyMs());
      }
    }
    incomplete =
        set.completeness().enabled()
            ? new IncompleteRule(set.completeness(), host, partition, windowMs)
            : null;
    if (incomplete != null) {
      watches.put(incomplete.watched.watch, incomplete.watched);
      step = gcd(step, incomplete.watched.watch.everyMs());
    }
    stepMs = step == 0 ? windowMs : step;
    longestMs =
        watches.keySet().stream().mapToLong(w -> w.windowMs() + w.everyMs()).max().orElse(windowMs);
  }

  private static long gcd(long a, long b) {
    return b == 0 ? a : gcd(b, a % b);
  }

  List<InForce> all() {
    return rules;
  }

  /** What they watch, and what {@link #incomplete} does. */
  Collection<Watched> watches() {
    return watches.values();
  }

  /** Makes the subjects of new groups, and orphans of those whose groups are gone. */
  void renew(Lives lives, Baselines baselines) {
    for (InForce in : rules) {
      SortedMap<String, Group> groups = in.watched.groups;
      for (String key : List.copyOf(in.subjects.keySet())) {
        Subject subject = in.subjects.get(key);
        if (groups.get(key) != subject.group) {
          in.subjects.remove(key);
          lives.orphan(subject);
        }
      }
      groups.forEach(
          (key, group) -> {
            if (!in.subjects.containsKey(key)) {
              Subject subject = new Subject(in.rule, group);
              lives.adopt(subject);
              baselines.adopt(subject);
              in.subjects.put(key, subject);
            }
          });
    }
    if (incomplete != null) {
      lives.adopt(incomplete.subject);
    }
  }

  /** The keys of the pasts that their subjects have. */
  Set<String> baselineKeys() {
    Set<String> keys = new TreeSet<>();
    for (InForce in : rules) {
      in.subjects.values().forEach(subject -> keys.add(subject.baselineKey()));
    }
    return keys;
  }

  /** All subjects, the built-in rule's last. */
  void forEachSubject(Consumer<Subject> action) {
    rules.forEach(in -> in.subjects.values().forEach(action));
    if (incomplete != null) {
      action.accept(incomplete.subject);
    }
  }

  /** Whether any alert lives. */
  boolean isAnyAlive() {
    return (incomplete != null && incomplete.subject.life != null)
        || rules.stream()
            .anyMatch(in -> in.subjects.values().stream().anyMatch(s -> s.life != null));
  }

  /**
   * What {@link #incomplete} says.
   *
   * @param who the owner, for people
   * @param silent a clause where it is silent, else null
   */
  Answer incomplete(String who, Reading reading, String silent) {
    long unknown = 0;
    Set<String> unknownRules = new TreeSet<>();
    for (InForce in : rules) {
      for (Subject subject : in.subjects.values()) {
        if (subject.life != null && subject.life.isUnknownByLoss()) {
          unknown++;
          unknownRules.add(in.rule.name());
        }
      }
    }
    long beyond = rules.stream().mapToLong(in -> in.watched.beyondLimit).sum();
    return incomplete.answer(who, reading, unknown, unknownRules, beyond, silent);
  }
}
