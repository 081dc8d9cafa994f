package io.probestream.streams.topology;

import io.probestream.streams.alert.AlertEntry;

/** A value of the alerts' store. */
sealed interface AlertSlot permits KnownRules, AlertSlot.Judged, AlertSlot.Entry {
  /**
   * By which rules an owner is judged.
   *
   * @param fromMs the time from which they count, which tells sets apart
   */
  record Judged(long fromMs) implements AlertSlot {}

  /** What an owner's evaluator remembers. */
  record Entry(AlertEntry entry) implements AlertSlot {}
}
