package io.probestream.cli.demo;

import java.util.Set;

/** Where the demo's lines come from. Closing ends it and puts everything back; twice is allowed. */
interface DemoSource extends AutoCloseable {
  /** {@code live} or {@code replay}. */
  String kind();

  /** What it is, in a few words. */
  String title();

  /** How to get the other source. */
  String other();

  /** Begins to publish; returns at once. */
  void start();

  /** Throws what stopped it, if anything did. */
  void check();

  /** Asks it to end where every session is closed; returns at once. */
  void finish();

  /** Whether it has ended by itself, or by {@link #finish}. */
  boolean isFinished();

  /**
   * Ids of the last session of each host, as far as it was closed: what the results will speak of.
   * Asked when the source has ended.
   */
  Set<String> closedSessions();

  /** Ends it now. */
  @Override
  void close();
}
