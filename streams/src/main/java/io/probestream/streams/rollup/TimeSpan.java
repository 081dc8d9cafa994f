package io.probestream.streams.rollup;

/** The time that merged windows cover, and what they have in common. Not thread-safe. */
final class TimeSpan {
  private long startMs = Long.MAX_VALUE;
  private long endMs = Long.MIN_VALUE;
  private int hosts;
  private boolean unfinished;

  /**
   * Widens this to a window.
   *
   * @param windowHosts null per host
   * @param isFinal null per host
   */
  void add(long windowStartMs, long windowEndMs, Integer windowHosts, Boolean isFinal) {
    startMs = Math.min(startMs, windowStartMs);
    endMs = Math.max(endMs, windowEndMs);
    hosts = Math.max(hosts, windowHosts == null ? 0 : windowHosts);
    unfinished |= Boolean.FALSE.equals(isFinal);
  }

  void addPacked(long windowStartMs, long windowEndMs, PackReader in) {
    int packedHosts = in.integer();
    add(windowStartMs, windowEndMs, packedHosts, in.get() == 0);
  }

  void pack(PackWriter out) {
    out.number(hosts).put(unfinished ? 1 : 0);
  }

  long startMs() {
    return startMs;
  }

  long endMs() {
    return endMs;
  }

  /** The most hosts that any window held; null per host. */
  Integer hosts() {
    return hosts == 0 ? null : (Integer) hosts;
  }

  /** Whether all windows were final; null per host. */
  Boolean isFinal() {
    return hosts == 0 ? null : (Boolean) !unfinished;
  }
}
