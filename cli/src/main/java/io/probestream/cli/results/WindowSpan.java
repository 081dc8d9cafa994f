package io.probestream.cli.results;

/**
 * Adds up the windows of one name over time, and over hosts where asked to, without loss. Not
 * thread-safe.
 *
 * @param <W> the window's type; what comes out is a longer window of the same type
 */
public interface WindowSpan<W> {
  void add(W window);

  /** One window from the start of the earliest to the end of the latest that was added. */
  W result();
}
