package io.probestream.cli.query;

import picocli.CommandLine.Option;

/** What queries of windows take besides. */
final class WindowOptions {
  @Option(names = "--fleet", description = "All hosts together, from the fleet's topics.")
  private boolean fleet;

  @Option(
      names = "--windows",
      description = "Each window by itself instead of their sum; --follow does so, too.")
  private boolean single;

  boolean fleet() {
    return fleet;
  }

  boolean single() {
    return single;
  }
}
