package io.probestream.schemas.raw;

import static io.probestream.schemas.Checks.check;
import static io.probestream.schemas.Checks.epochMs;
import static io.probestream.schemas.Checks.present;

/**
 * A set of alert rules and the moment from which windows are judged by it, written into every raw
 * partition so that alerts, too, are decided by the log alone. Written again at intervals, so that
 * a run over a stretch of the log finds it.
 *
 * @param ruleSet hash of the rules, 16 hex digits
 * @param ruleSetFromMs windows that start at it or later are judged by these rules, until those of
 *     a later set; epoch
 * @param text the rules as they stand in their file, YAML
 */
public record AlertRules(String ruleSet, long ruleSetFromMs, String text) {
  /** Most characters of a rule set; some hundred rules have a tenth of it. */
  public static final int MAX_TEXT = 200_000;

  public AlertRules {
    check(present(ruleSet, "ruleSet").matches("[0-9a-f]{16}"), "ruleSet must be 16 hex digits");
    epochMs(ruleSetFromMs, "ruleSetFromMs");
    check(
        present(text, "text").length() <= MAX_TEXT,
        "the rules are longer than " + MAX_TEXT + " characters");
  }
}
