package io.probestream.cli.faults;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** How often each fault was injected, and in how many rounds that held or failed. One thread. */
final class Tally {
  private static final class Row {
    long injected;
    long held;
    long failed;
  }

  private final Map<String, Row> rows = new TreeMap<>();
  private final Map<String, Long> round = new TreeMap<>();
  private final Map<String, Long> figures = new TreeMap<>();
  private int rounds;
  private int failed;

  /** One fault of the current round. */
  void injected(String fault) {
    injected(fault, 1);
  }

  void injected(String fault, long times) {
    if (times > 0) {
      round.merge(fault, times, Long::sum);
    }
  }

  /** Adds to a figure of the whole run, such as lines that passed. */
  void figure(String name, long amount) {
    figures.merge(name, amount, Long::sum);
  }

  /** Ends the round; returns what was injected in it. */
  String endRound(boolean held) {
    rounds++;
    failed += held ? 0 : 1;
    String said = round.isEmpty() ? "nothing" : round.toString();
    round.forEach(
        (fault, times) -> {
          Row row = rows.computeIfAbsent(fault, f -> new Row());
          row.injected += times;
          row.held += held ? 1 : 0;
          row.failed += held ? 0 : 1;
        });
    round.clear();
    return said;
  }

  /** The table for the end. */
  String table(long seed) {
    StringBuilder out = new StringBuilder();
    out.append(
        String.format(Locale.ROOT, "%-44s %9s %7s  %s%n", "fault", "injected", "rounds", ""));
    rows.forEach(
        (fault, row) ->
            out.append(
                String.format(
                    Locale.ROOT,
                    "%-44s %,9d %7d  %s%n",
                    fault,
                    row.injected,
                    row.held + row.failed,
                    row.failed == 0 ? "held" : row.failed + " FAILED")));
    figures.forEach(
        (name, amount) -> out.append(String.format(Locale.ROOT, "%-44s %,9d%n", name, amount)));
    out.append(String.format(Locale.ROOT, "seed %d: %d rounds, %d failed%n", seed, rounds, failed));
    return out.toString();
  }
}
