package io.probestream.cli.alert;

import io.probestream.cli.capture.CaptureFile;
import io.probestream.schemas.alert.Alert;
import io.probestream.streams.alert.RuleSet;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What rules must say of a capture.
 *
 * @param name for people
 * @param rules what is tested
 * @param capture the lines
 * @param windowMs length of the windows
 * @param host the host's name
 * @param labels the host's labels
 * @param expectations in any order
 */
record RuleTest(
    String name,
    RuleSet rules,
    Path capture,
    long windowMs,
    String host,
    Map<String, String> labels,
    List<Expectation> expectations) {

  /**
   * All alerts of one rule at one time: those that are listed, and no others.
   *
   * @param afterMs since the first judged window began
   */
  record Expectation(long afterMs, String rule, List<Expected> alerts) {}

  /** One alert; of labels and annotations only those that are named are compared. */
  record Expected(String state, Map<String, String> labels, Map<String, String> annotations) {
    boolean matches(Alert alert) {
      return alert.state().equals(state)
          && alert.labels().entrySet().containsAll(labels.entrySet())
          && alert.annotations().entrySet().containsAll(annotations.entrySet());
    }

    @Override
    public String toString() {
      return state
          + ' '
          + AlertTable.group(labels)
          + (annotations.isEmpty() ? "" : " with " + annotations);
    }
  }

  /** What differs, in lines for people; empty if nothing does. */
  List<String> run(int fleetPartitions) throws InterruptedException {
    AlertHistory history = new AlertHistory();
    Backtest backtest = new Backtest(rules, windowMs, fleetPartitions, history);
    CaptureBacktest run = new CaptureBacktest(host, 0, windowMs, labels, backtest);
    run.run(CaptureFile.of(capture.toString()));
    List<String> differences = new ArrayList<>();
    for (Expectation expectation : expectations) {
      compare(expectation, history, backtest.firstMs(), differences);
    }
    return differences;
  }

  private static void compare(
      Expectation e, AlertHistory history, long firstMs, List<String> differences) {
    List<Alert> there = history.at(firstMs + e.afterMs, e.rule);
    List<Alert> unexpected = new ArrayList<>(there);
    List<Expected> absent = new ArrayList<>();
    for (Expected expected : e.alerts) {
      Alert found = unexpected.stream().filter(expected::matches).findFirst().orElse(null);
      if (found == null) {
        absent.add(expected);
      } else {
        unexpected.remove(found);
      }
    }
    if (absent.isEmpty() && unexpected.isEmpty()) {
      return;
    }
    differences.add(e.rule + " after " + e.afterMs + " ms:");
    absent.forEach(expected -> differences.add("  - " + expected));
    unexpected.forEach(
        alert ->
            differences.add(
                "  + "
                    + alert.state()
                    + ' '
                    + AlertTable.group(alert.labels())
                    + (alert.annotations().isEmpty()
                        ? ""
                        : " with " + new TreeMap<>(alert.annotations()))));
  }
}
