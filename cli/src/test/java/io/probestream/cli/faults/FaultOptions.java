package io.probestream.cli.faults;

/**
 * What the suite is told by system properties.
 *
 * @param seed {@code faults.seed}: decides every random choice; the clock's by default
 * @param rounds {@code faults.rounds}: how many, in turns over the scenarios
 * @param only {@code faults.only}: name of the one scenario to run; empty for all
 * @param keep {@code faults.keep}: leave the directories of failed rounds behind
 */
record FaultOptions(long seed, int rounds, String only, boolean keep) {
  static FaultOptions fromSystem(int shortRounds) {
    // A property that the build passes on is empty where nobody gave it.
    String seed = System.getProperty("faults.seed", "");
    String rounds = System.getProperty("faults.rounds", "");
    return new FaultOptions(
        seed.isEmpty() ? System.currentTimeMillis() % 1_000_000 : Long.parseLong(seed),
        rounds.isEmpty() ? shortRounds : Integer.parseInt(rounds),
        System.getProperty("faults.only", ""),
        Boolean.getBoolean("faults.keep"));
  }
}
