package io.probestream.streams.alert;

/**
 * Sums of the windows of one series in one step, and of all steps and series of a group in a rule's
 * window: what can be added can be taken away again.
 */
sealed interface Tally extends AlertEntry permits RateTally, LatencyTally, MissedTally {
  /** An empty one for that source. */
  static Tally empty(Measure.Source source) {
    return switch (source) {
      case RATE -> new RateTally();
      case LATENCY, TASK -> new LatencyTally();
      case MISSED -> new MissedTally();
      case HOST -> throw new IllegalArgumentException("of a host as a whole there are no windows");
    };
  }

  /** Adds another one of the same source. */
  void add(Tally other);

  /** Takes away what was added. */
  void subtract(Tally other);
}
