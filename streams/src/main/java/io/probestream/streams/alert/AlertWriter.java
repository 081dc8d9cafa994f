package io.probestream.streams.alert;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.probestream.schemas.alert.Alert;
import java.net.URLEncoder;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** Writes what lives and answers say as {@link Alert}s. Not thread-safe. */
final class AlertWriter {
  private final String ruleSet;
  private final long fromMs;
  private final Map<String, Template> templates = new HashMap<>();

  AlertWriter(String ruleSet, long fromMs) {
    this.ruleSet = ruleSet;
    this.fromMs = fromMs;
  }

  /** An alert as it stands at the end of the step {@code nowMs}. */
  Alert alert(Subject subject, Reading r, Answer answer, Baseline.Range past, long nowMs) {
    Rule rule = subject.rule;
    Map<String, String> labels = labels(rule, subject.group.labels);
    long startMs = nowMs - rule.watch().windowMs();
    Map<String, String> annotations = new TreeMap<>();
    rule.annotations()
        .forEach(
            (name, text) ->
                annotations.put(
                    name,
                    templates
                        .computeIfAbsent(text, t -> Template.parse(t, any -> true))
                        .fill(place -> value(place, rule, labels, r, answer, past))));
    Life life = subject.life;
    return new Alert(
        subject.fingerprint,
        rule.name(),
        rule.severity(),
        labels,
        annotations,
        ruleSet,
        fromMs,
        life.state(),
        life.isFiring(),
        life.pendingSinceMs(),
        life.firingSinceMs(),
        life.resolvedAtMs(),
        life.unknownSinceMs(),
        startMs,
        nowMs,
        rule.measure().kind().unit(),
        r.value(),
        r.lower(),
        r.upper(),
        answer.threshold(),
        r.completenessPpm(),
        life.state().equals(Alert.UNKNOWN) ? answer.reason() : null,
        link(subject.group.labels, startMs, nowMs));
  }

  /** An alert whose rule, or whose group, is no more: as it was written last, but for its state. */
  Alert ended(Life life, long nowMs) {
    Alert a = life.last();
    return new Alert(
        a.fingerprint(),
        a.rule(),
        a.severity(),
        a.labels(),
        a.annotations(),
        ruleSet,
        fromMs,
        life.state(),
        life.isFiring(),
        life.pendingSinceMs(),
        life.firingSinceMs(),
        life.resolvedAtMs(),
        life.unknownSinceMs(),
        nowMs - (a.endMs() - a.startMs()),
        nowMs,
        a.unit(),
        null,
        null,
        null,
        null,
        0,
        null,
        a.link());
  }

  /** All labels of a group's alerts. */
  static Map<String, String> labels(Rule rule, Map<String, String> group) {
    Map<String, String> labels = new TreeMap<>(rule.labels());
    labels.putAll(group);
    labels.put(Alert.ALERTNAME, rule.name());
    labels.put(Alert.SEVERITY, rule.severity());
    return labels;
  }

  private static String value(
      String place,
      Rule rule,
      Map<String, String> labels,
      Reading r,
      Answer answer,
      Baseline.Range past) {
    String unit = rule.measure().kind().unit();
    return switch (place) {
      case "rule" -> rule.name();
      case "severity" -> rule.severity();
      case "value" -> print(unit, r.value(), "nothing");
      case "lower" -> print(unit, r.lower(), "nothing");
      case "upper" -> print(unit, r.upper(), r.value() == null ? "nothing" : "anything");
      case "threshold" -> print(unit, answer.threshold(), "none yet");
      case "baseline" -> print(unit, past == null ? null : (Long) past.value(), "none yet");
      case "completeness" -> Amounts.print(Alert.PPM, r.completenessPpm());
      case "window" -> Amounts.print(Alert.MS, rule.watch().windowMs());
      case "reason" -> answer.reason() == null ? "" : answer.reason();
      default -> labels.getOrDefault(place.substring(Template.LABELS.length()), "");
    };
  }

  private static String print(String unit, Long amount, String otherwise) {
    return amount == null ? otherwise : Amounts.print(unit, amount);
  }

  private static String link(Map<String, String> labels, long fromMs, long toMs) {
    String host = labels.get(Watch.HOST);
    String function = labels.get(Watch.FUNCTION);
    String page = "#/";
    String more = "";
    if (function != null) {
      page = "#/function/" + encoded(function);
      more = host == null ? "" : "&host=" + encoded(host);
    } else if (host != null) {
      page = "#/host/" + encoded(host);
    }
    return page + "?from=" + fromMs + "&to=" + toMs + more;
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, UTF_8).replace("+", "%20");
  }
}
