package io.probestream.bench;

import java.util.List;

/**
 * A row's outcome.
 *
 * @param ours units per second, or cost per unit
 * @param baseline likewise
 * @param ratio turn by turn
 * @param notes more figures of the last run
 */
record Figure(Row row, Spread ours, Spread baseline, Spread ratio, List<String> notes) {
  boolean holds() {
    return row.bound().holds(ratio.median());
  }
}
