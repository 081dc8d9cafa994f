package io.probestream.cli.faults;

import java.nio.file.Path;
import java.util.Random;

/** One kind of round. */
interface Scenario {
  /**
   * Runs a round and asserts all that must hold after it.
   *
   * @param dir an empty directory
   * @param random from the round's seed
   * @param tally takes what is injected
   * @throws org.opentest4j.TestAbortedException with the reason, where this machine cannot do it
   */
  void run(Path dir, Random random, Tally tally) throws Exception;
}
