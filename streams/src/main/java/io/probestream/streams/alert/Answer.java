package io.probestream.streams.alert;

/**
 * What a rule says of a group.
 *
 * @param truth the answer
 * @param threshold what was compared with; null if there is nothing yet
 * @param reason why it is unknown, a sentence; null if it is known
 * @param cause what kind of reason that is; null if it is known
 */
record Answer(Truth truth, Long threshold, String reason, Unknown cause) {
  private static final long PPM = 1_000_000;

  /**
   * Compares a reading.
   *
   * @param firing whether the alert fires: then the threshold that resolves it counts
   * @param past the baseline; null if there is none, or none yet
   */
  static Answer of(Rule rule, Reading reading, boolean firing, Baseline.Range past) {
    Condition c = rule.condition();
    long wanted = firing ? c.resolve() : c.threshold();
    if (c.isChange() && past == null) {
      String clause = "there is not enough of its own past yet to compare with";
      return reading.fault() == null
          ? unknown(null, clause, Unknown.NO_PAST)
          : unknown(null, reading.fault(), reading.cause());
    }
    long threshold = c.isChange() ? ofPast(c, past.value(), wanted) : wanted;
    if (reading.fault() != null) {
      return unknown(threshold, reading.fault(), reading.cause());
    }
    if (reading.completenessPpm() < rule.minCompletenessPpm()) {
      return unknown(
          threshold,
          "only "
              + Amounts.print("ppm", reading.completenessPpm())
              + " of it is here, the rule asks for "
              + Amounts.print("ppm", rule.minCompletenessPpm()),
          Unknown.LOSS);
    }
    if (reading.value() == null) {
      return new Answer(Truth.FALSE, threshold, null, null);
    }
    if (c.isChange() && !c.above() && threshold < c.floor()) {
      return new Answer(Truth.FALSE, threshold, null, null);
    }
    long least = c.isChange() ? ofPast(c, past.lower(), wanted) : wanted;
    Long most = wanted;
    if (c.isChange()) {
      most = past.upper() == null ? null : (Long) ofPast(c, past.upper(), wanted);
    }
    boolean holds;
    boolean fails;
    if (c.above()) {
      holds = most != null && reading.lower() > most;
      fails = reading.upper() != null && reading.upper() <= least;
    } else {
      holds = reading.upper() != null && reading.upper() < least;
      fails = most != null && reading.lower() >= most;
    }
    if (holds || fails) {
      return new Answer(holds ? Truth.TRUE : Truth.FALSE, threshold, null, null);
    }
    return unknown(threshold, between(rule, reading), reading.cause());
  }

  /** A share of the past; of a condition that holds above never below the floor. */
  private static long ofPast(Condition c, long past, long ppm) {
    long share = Readings.scaled(past, ppm, PPM);
    return c.above() ? Math.max(share, c.floor()) : share;
  }

  private static String between(Rule rule, Reading r) {
    String unit = rule.measure().kind().unit();
    String why =
        r.cause() == Unknown.LOSS
            ? "what is missing could turn it"
            : "not all of its window was watched";
    return (r.silent() == null ? why : r.silent())
        + ": it lies between "
        + Amounts.print(unit, r.lower())
        + " and "
        + (r.upper() == null ? "anything" : Amounts.print(unit, r.upper()))
        + ", "
        + Amounts.print("ppm", r.completenessPpm())
        + " complete";
  }

  private static Answer unknown(Long threshold, String clause, Unknown cause) {
    String sentence = Character.toUpperCase(clause.charAt(0)) + clause.substring(1) + '.';
    return new Answer(Truth.UNKNOWN, threshold, sentence, cause);
  }
}
