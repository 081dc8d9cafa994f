package io.probestream.cli.faults;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.opentest4j.TestAbortedException;

/**
 * Rounds of faults, in turns over the scenarios: {@code mvn verify -Pfaults}, longer with {@code
 * -Dfaults.rounds=N}, again with {@code -Dfaults.seed=S}.
 */
class FaultsIT {
  private static final Map<String, Scenario> SCENARIOS = new LinkedHashMap<>();

  static {
    SCENARIOS.put("damaged-records", new DamagedRecords());
    SCENARIOS.put("disturbances", new Disturbances());
    SCENARIOS.put("overflow", new Overflow());
    SCENARIOS.put("instances", new Instances(0));
    SCENARIOS.put("instances-standby", new Instances(1));
    SCENARIOS.put("full-disk", new FullDisk());
  }

  private static final FaultOptions OPTIONS = FaultOptions.fromSystem(SCENARIOS.size());
  private static final Tally TALLY = new Tally();
  private static final PrintStream OUT = System.out;

  @TestFactory
  Stream<DynamicTest> afterEachRoundTheLedgerClosesAndTheResultsAreTheUndisturbedOnes() {
    List<String> names =
        SCENARIOS.keySet().stream()
            .filter(name -> OPTIONS.only().isEmpty() || OPTIONS.only().equals(name))
            .toList();
    if (names.isEmpty()) {
      throw new IllegalArgumentException(
          "no scenario '" + OPTIONS.only() + "'; there are " + SCENARIOS.keySet());
    }
    OUT.println("faults: seed " + OPTIONS.seed() + ", " + OPTIONS.rounds() + " rounds");
    return IntStream.range(0, OPTIONS.rounds())
        .mapToObj(
            i -> {
              String name = names.get(i % names.size());
              long seed = OPTIONS.seed() + i;
              return DynamicTest.dynamicTest(
                  name + ", -Dfaults.seed=" + seed, () -> round(name, seed));
            });
  }

  private static void round(String name, long seed) throws Exception {
    Path dir = Files.createTempDirectory("faults-" + name);
    long startNs = System.nanoTime();
    boolean held = false;
    boolean aborted = false;
    try {
      SCENARIOS.get(name).run(dir, random(seed), TALLY);
      held = true;
    } catch (TestAbortedException e) {
      aborted = true;
      OUT.println("faults: " + name + " skipped: " + e.getMessage());
      throw e;
    } finally {
      long tookS = (System.nanoTime() - startNs) / 1_000_000_000L;
      if (!aborted) {
        OUT.println(
            "faults: "
                + name
                + (held ? " held" : " FAILED")
                + " after "
                + tookS
                + " s, seed "
                + seed
                + ": "
                + TALLY.endRound(held)
                + (held
                    ? ""
                    : "; again with -Dfaults.only="
                        + name
                        + " -Dfaults.rounds=1"
                        + " -Dfaults.seed="
                        + seed));
      }
      if (held || !OPTIONS.keep()) {
        remove(dir);
      }
    }
  }

  /** Mixed, for the first choices of neighbouring seeds of {@link Random} are mostly the same. */
  private static Random random(long seed) {
    return new Random(new SplittableRandom(seed).nextLong());
  }

  @AfterAll
  static void printTable() {
    OUT.println(TALLY.table(OPTIONS.seed()));
  }

  private static void remove(Path dir) throws IOException {
    try (Stream<Path> all = Files.walk(dir)) {
      all.sorted(Comparator.reverseOrder())
          .forEach(
              path -> {
                try {
                  Files.delete(path);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
    }
  }
}
