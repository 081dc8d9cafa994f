package io.probestream.bench;

import io.probestream.cli.Main;

/** The executable with the command that only a source tree has. */
public final class BenchMain {
  private BenchMain() {}

  public static void main(String[] args) {
    System.exit(Main.commandLine(System.getenv(), new BenchCommand()).execute(args));
  }
}
