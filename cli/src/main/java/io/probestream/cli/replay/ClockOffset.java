package io.probestream.cli.replay;

/**
 * Chooses the clock offset of a turn: lines lie in the past when they are published, near now, and
 * whole windows from where they lie in {@code analyze}. All times are nanoseconds; trace times of a
 * clock that counts ticks are taken as such.
 *
 * @param windowNs length of the windows
 * @param speed how fast the capture is replayed
 */
record ClockOffset(long windowNs, Speed speed) {
  /**
   * For a turn that starts at {@code startNs}. Slower than real or as fast, the first line lies
   * nearest to its record's timestamp; faster, it is the last one, since the streams side refuses
   * lines more than 1 s ahead of their record.
   */
  long at(long startNs, long first, long last) {
    boolean faster = speed.isMax() || speed.permille() > Speed.REAL.permille();
    long latest = faster ? startNs + speed.wallNs(last - first) - last : startNs - first;
    return Math.floorDiv(latest, windowNs) * windowNs;
  }

  /** The least offset of the next turn: its first line lies in a later window than the last one. */
  long after(long offset, long first, long last) {
    return offset + (Math.floorDiv(last - first, windowNs) + 2) * windowNs;
  }
}
