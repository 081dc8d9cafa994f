package io.probestream.bench;

/**
 * What a row's ratio must keep, well away from the stated figure, for machines differ.
 *
 * @param isSpeed ours is so many times as fast as the baseline; else it costs so many times as much
 * @param limit the least speed, or the most cost
 */
record Bound(boolean isSpeed, double limit) {
  /** At least so many times the baseline's units per second. */
  static Bound speed(double atLeast) {
    return new Bound(true, atLeast);
  }

  /** At most so many times the baseline's cost per unit. */
  static Bound cost(double atMost) {
    return new Bound(false, atMost);
  }

  double ratio(Sample ours, Sample baseline) {
    return isSpeed ? ours.perSecond() / baseline.perSecond() : ours.perUnit() / baseline.perUnit();
  }

  boolean holds(double ratio) {
    return isSpeed ? ratio >= limit : ratio <= limit;
  }
}
