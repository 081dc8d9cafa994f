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
 */
record Reading(Long value, Long lower, Long upper, int completenessPpm, String fault) {
  Reading {
    check((value == null) == (lower == null), "a lower bound comes with a value");
    check(
        value == null || (lower <= value && (upper == null || value <= upper)),
        "a value lies within its bounds");
  }

  static Reading exact(long value, int completenessPpm) {
    return new Reading(value, value, value, completenessPpm, null);
  }

  /** Nothing to measure, and nothing missing. */
  static Reading nothing() {
    return new Reading(null, null, null, 1_000_000, null);
  }

  /** The same, but not to be relied on. */
  Reading because(String newFault) {
    return new Reading(value, lower, upper, completenessPpm, newFault);
  }
}
