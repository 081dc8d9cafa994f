package io.probestream.streams.alert;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.probestream.schemas.Json;
import java.util.List;
import java.util.Map;

/** One rule about one group: what an alert is about. Not thread-safe. */
final class Subject {
  final Rule rule;
  final Group group;

  /** 16 hex digits: of the rule's name and the labels that tell its groups apart. */
  final String fingerprint;

  /** While there is anything to tell. */
  Life life;

  /** Of a rule that compares with it, once there is any. */
  Baseline baseline;

  Subject(Rule rule, Group group) {
    this.rule = rule;
    this.group = group;
    fingerprint = fingerprint(rule.name(), group.labels);
  }

  static String fingerprint(String rule, Map<String, String> labels) {
    StringBuilder text = new StringBuilder(rule);
    labels.forEach((name, value) -> text.append('\0').append(name).append('\0').append(value));
    return RuleSet.hash(text.toString().getBytes(UTF_8));
  }

  static String lifeKey(String fingerprint) {
    return "l/" + fingerprint;
  }

  /** Another threshold keeps the group's past; another measure or window does not. */
  String baselineKey() {
    List<Object> what =
        List.of(rule.name(), rule.watch(), rule.measure(), rule.condition().baselineMs());
    return "b/" + fingerprint(RuleSet.hash(Json.bytes(what)), group.labels);
  }

  boolean isFiring() {
    return life != null && life.isFiring();
  }

  /** What the group's past says at that time; null if there is too little of it. */
  Baseline.Range past(long nowMs) {
    long windowMs = rule.watch().windowMs();
    long baselineMs = rule.condition().baselineMs();
    long untilMs = nowMs - windowMs;
    return baseline == null
        ? null
        : baseline.range(untilMs - baselineMs, untilMs, (int) ((baselineMs / windowMs + 1) / 2));
  }
}
