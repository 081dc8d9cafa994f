package io.probestream.cli.query;

import java.util.function.Consumer;

/**
 * Windows of one kind, from the API or from a topic. Not thread-safe.
 *
 * @param <W> the windows' type
 */
interface Feed<W> extends AutoCloseable {
  /** One for each name, and host unless all are one, over the whole time. */
  long WHOLE = 0;

  /** Each window by itself. */
  long EACH = 1;

  /**
   * Gives what is there.
   *
   * @param stepMs {@link #WHOLE}, {@link #EACH}, or the length of the windows to add them up to
   */
  void read(long stepMs, Consumer<W> sink);

  /** After {@link #read}, gives each window that came since; waits for them for half a second. */
  void poll(Consumer<W> sink);

  /** For sentences: {@code in probestream.rates}, {@code at http://127.0.0.1:8095}. */
  String where();

  @Override
  void close();
}
