package io.probestream.cli.demo;

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

  @Override
  void close();
}
