package io.probestream.bench;

/**
 * One run of one side.
 *
 * @param work units done: lines, mostly
 * @param cost what they took, in ns of CPU or of wall clock, or in bytes; a difference may be
 *     negative
 */
record Sample(long work, long cost) {
  /** Units per second, where the cost is in ns. */
  double perSecond() {
    return work * 1e9 / cost;
  }

  /** Cost per unit. */
  double perUnit() {
    return (double) cost / work;
  }
}
