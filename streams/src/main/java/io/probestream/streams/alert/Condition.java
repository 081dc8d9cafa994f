package io.probestream.streams.alert;

import static io.probestream.schemas.Checks.check;

/**
 * When a rule's condition holds.
 *
 * @param above whether it holds above the threshold; else below
 * @param threshold in the measure's unit, or in ppm of the baseline
 * @param resolve once it fires, it holds until this is reached again (hysteresis): at the
 *     threshold, or on its other side
 * @param baselineMs how far the group's own past reaches back with which it is compared; 0 for an
 *     absolute threshold
 * @param floor with a baseline: a threshold is never lower, in the measure's unit. Where the
 *     condition holds below, nothing falls from a baseline whose threshold is
 */
public record Condition(boolean above, long threshold, long resolve, long baselineMs, long floor) {
  public Condition {
    check(threshold >= 0 && resolve >= 0 && floor >= 0, "thresholds are not negative");
    check(
        above ? resolve <= threshold : resolve >= threshold,
        "what resolves an alert lies on the other side of its threshold");
    check(baselineMs >= 0, "a baseline has a length");
    check(baselineMs > 0 || floor == 0, "only a baseline has a floor");
  }

  /** Whether it compares with the group's own past. */
  public boolean isChange() {
    return baselineMs > 0;
  }
}
