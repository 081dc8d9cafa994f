package io.probestream.streams.alert;

import static io.probestream.schemas.Checks.check;

/**
 * A figure over a stretch, with what is certain of it.
 *
 * @param value what was measured; null if nothing was
 * @param lower what it is at least; null with {@code value}
 * @param upper what it is at most; null if nothing bounds it
 * @param completenessPpm of what was read
 * @param fault what keeps it from being known, a clause; null if nothing does but its bounds
 * @param cause why that is, or why its bounds are apart
 * @param silent a clause that names hosts of which nothing is known; null if there are none
 */
record Reading(
    Long value,
    Long lower,
    Long upper,
    int completenessPpm,
    String fault,
    Unknown cause,
    String silent) {
  Reading {
    check((value == null) == (lower == null), "a lower bound comes with a value");
    check(
        value == null || (lower <= value && (upper == null || value <= upper)),
        "a value lies within its bounds");
  }

  static Reading exact(long value, int completenessPpm) {
    return of(value, value, value, completenessPpm);
  }

  /** Nothing to measure, and nothing missing. */
  static Reading nothing() {
    return of(null, null, null, 1_000_000);
  }

  /** One that only its bounds keep from being known. */
  static Reading of(Long value, Long lower, Long upper, int completenessPpm) {
    return new Reading(value, lower, upper, completenessPpm, null, Unknown.LOSS, null);
  }

  /** The same, unknown because something is missing. */
  Reading lost(String clause) {
    return new Reading(value, lower, upper, completenessPpm, clause, Unknown.LOSS, silent);
  }

  /** The same, unknown because there is nothing yet, or no more. */
  Reading without(String clause) {
    return new Reading(value, lower, upper, completenessPpm, clause, Unknown.NOT_THERE, silent);
  }

  /** The same of a stretch that is not known as a whole: nothing bounds it. */
  Reading notWhole() {
    return new Reading(value, lower, null, completenessPpm, fault, Unknown.NOT_THERE, silent);
  }

  /** The same, unknown because nothing is known of some hosts. */
  Reading unheard(HostGaps.Missing hosts) {
    return new Reading(
        value, lower, upper, completenessPpm, hosts.clause(), hosts.cause(), hosts.clause());
  }

  /** The same with bounds that hold whatever was on hosts of which nothing is known. */
  Reading whatever(Long least, Long most, HostGaps.Missing hosts) {
    return new Reading(value, least, most, completenessPpm, fault, hosts.cause(), hosts.clause());
  }
}
