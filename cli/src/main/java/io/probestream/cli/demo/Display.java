package io.probestream.cli.demo;

import java.util.List;

/** Where the demo's screen goes. Closing gives the terminal back; twice is allowed. */
interface Display extends AutoCloseable {
  int width();

  int height();

  /** How often {@link #show} makes sense. */
  long periodMs();

  void show(List<String> lines);

  /** Whether nobody else may write to the terminal until it is closed. */
  default boolean ownsTerminal() {
    return false;
  }

  @Override
  void close();
}
