package io.probestream.streams.alert;

import static io.probestream.schemas.Checks.check;
import static io.probestream.schemas.Checks.present;

import io.probestream.schemas.Json;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Rules that take effect together. Immutable.
 *
 * @param rules in the order of their file
 * @param completeness the alert that is built in
 * @param maxGroups how many groups of one rule are watched of one owner; of those beyond it the
 *     completeness alert says so
 */
public record RuleSet(List<Rule> rules, Completeness completeness, int maxGroups) {
  /** The name of the built-in rule. */
  public static final String INCOMPLETE = "Incomplete";

  private static final int HASH_BYTES = 8;

  /**
   * The one alert of an owner that says that answers are unknown because something is missing: it
   * holds while any rule's answer is, and while less than {@code belowPpm} of the events are here.
   *
   * @param enabled whether there is one
   * @param belowPpm in parts per million; 0 to look only at rules' answers
   * @param windowMs over which the completeness is judged
   * @param forMs as in {@link Rule}
   * @param keepFiringForMs as in {@link Rule}
   * @param severity as in {@link Rule}
   * @param labels as in {@link Rule}
   */
  public record Completeness(
      boolean enabled,
      int belowPpm,
      long windowMs,
      long forMs,
      long keepFiringForMs,
      String severity,
      Map<String, String> labels) {
    public Completeness {
      check(belowPpm >= 0 && belowPpm <= 1_000_000, "below lies between 0 and 100 %");
      check(windowMs > 0, "a window has a length");
      present(severity, "severity");
      labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
    }
  }

  public RuleSet {
    rules = List.copyOf(rules);
    present(completeness, "completeness");
    check(maxGroups > 0, "maxGroups must be at least 1");
    Set<String> names = new HashSet<>();
    for (Rule rule : rules) {
      check(
          !rule.name().equals(INCOMPLETE),
          "the name '" + INCOMPLETE + "' is the built-in completeness alert's");
      check(names.add(rule.name()), "the name '" + rule.name() + "' stands twice");
    }
  }

  /**
   * 16 hex digits that change with whatever changes an alert: of the rules as they are meant, so
   * that comments and the order of keys in a file do not matter.
   */
  public String hash() {
    return hash(Json.bytes(this));
  }

  /** The first 8 bytes of SHA-256, in hex. */
  static String hash(byte[] bytes) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
      return HexFormat.of().formatHex(digest, 0, HASH_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** The names of hosts' labels by which rules of the fleet choose, or tell groups apart. */
  public Set<String> fleetLabels() {
    Set<String> names = new TreeSet<>();
    for (Rule rule : rules) {
      if (rule.watch().scope() == Scope.FLEET) {
        names.addAll(rule.watch().hostLabels());
      }
    }
    return names;
  }

  /**
   * The same with each rule's step found, for windows of {@code ofMs}.
   *
   * @throws IllegalArgumentException with the rule's name if a rule's window, or step, is no
   *     multiple of {@code ofMs}
   */
  RuleSet resolved(long ofMs) {
    return new RuleSet(
        rules.stream().map(rule -> resolved(rule, ofMs)).toList(), completeness, maxGroups);
  }

  private static Rule resolved(Rule rule, long ofMs) {
    try {
      return rule.resolved(ofMs);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("rule '" + rule.name() + "': " + e.getMessage(), e);
    }
  }
}
