package io.probestream.streams.rollup;

/**
 * Adds up the windows of one name over time, and over hosts where asked to, without loss. Not
 * thread-safe.
 *
 * @param <W> the window's type; what comes out is a longer window of the same type
 */
public interface WindowSpan<W> {
  void add(W window);

  /**
   * Adds what {@link #pack} wrote.
   *
   * @param startMs start of the earliest window in it, epoch
   * @param endMs end of the latest
   * @throws IllegalArgumentException if the bytes are of another format
   */
  void addPacked(long startMs, long endMs, byte[] packed);

  /**
   * Adds what {@link #pack} wrote of another host: what was packed covers all of this span's time.
   */
  default void addOfHost(long startMs, long endMs, byte[] packed) {
    addPacked(startMs, endMs, packed);
  }

  /** Everything but the name and the time, which are the key's. */
  byte[] pack();

  /** One window from the start of the earliest to the end of the latest that was added. */
  W result();
}
