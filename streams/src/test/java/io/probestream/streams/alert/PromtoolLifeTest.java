package io.probestream.streams.alert;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.probestream.schemas.alert.Alert;
import io.probestream.schemas.window.Causes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The evaluator against {@code promtool test rules}: random series through random rules, and after
 * each step what Prometheus' own rule manager says is pending and firing, and since when.
 * Prometheus knows no unknown; it is given the series without those steps, and the answers must be
 * those of the others. Again with {@code -Dpromtool.seed=S}.
 */
class PromtoolLifeTest {
  private static final Path PROMTOOL = Path.of("/usr/bin/promtool");
  private static final int STEPS = 120;
  private static final int SERIES = 40;

  /** Events in a second: nothing holds, between the thresholds, above both; or nobody knows. */
  private static final int[] LEVELS = {0, 4, 9};

  private static final int UNKNOWN = -1;

  /** One rule, in both languages. Hysteresis is written as Prometheus' users write it. */
  private record Both(String name, int forSteps, int keepSteps, boolean hysteresis) {
    String ours() {
      return String.format(
          "  - {name: %s, watch: rate, window: 1s, every: 1s, above: 5/s%s, for: %dms,"
              + " keepFiringFor: %dms}%n",
          name,
          hysteresis ? ", resolve: 3/s" : "",
          milliseconds(forSteps),
          milliseconds(keepSteps));
    }

    String theirs() {
      return String.format(
          "  - {alert: %1$s, for: %2$dms, keep_firing_for: %3$dms, expr: 'rate > 5%4$s'}%n",
          name,
          milliseconds(forSteps),
          milliseconds(keepSteps),
          hysteresis
              ? " or (rate > 3 and on(probe) ALERTS{alertname=\""
                  + name
                  + "\",alertstate=\"firing\"})"
              : "");
    }

    /** Odd ones lie between two steps. */
    private static int milliseconds(int steps) {
      return steps % 2 == 0 ? steps * 500 : steps * 500 - 100;
    }
  }

  @TempDir private Path directory;

  @Test
  void pendsFiresAndEndsAtTheStepsOfPrometheus() throws Exception {
    assumeTrue(Files.isExecutable(PROMTOOL), "needs Debian's package prometheus: " + PROMTOOL);
    long seed = Long.getLong("promtool.seed", System.currentTimeMillis() % 1_000_000);
    System.out.println("promtool.seed=" + seed);
    Random random = new Random(seed);
    List<Both> rules = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      int keep = i % 3 == 0 ? 0 : random.nextInt(16);
      rules.add(new Both("R" + i, i == 0 ? 0 : random.nextInt(16), keep, i % 2 == 1));
    }
    List<List<Integer>> series = new ArrayList<>();
    for (int s = 0; s < SERIES; s++) {
      series.add(series(random));
    }
    StringBuilder theirs = new StringBuilder("groups:\n- name: g\n  interval: 1s\n  rules:\n");
    rules.forEach(r -> theirs.append(r.theirs()));
    Files.writeString(directory.resolve("rules.yml"), theirs);
    String states = states(rules, series, random);
    assertThat(states).contains("firing").contains("pending").contains("ALERTS_FOR_STATE");
    Path test = Files.writeString(directory.resolve("test.yml"), input(series) + states);
    assertThat(promtool(test)).as("-Dpromtool.seed=%s%n%s", seed, theirs).contains("SUCCESS");
  }

  /** As many known steps as all others have, and unknown ones in between. */
  private static List<Integer> series(Random random) {
    List<Integer> steps = new ArrayList<>();
    int level = 0;
    for (int known = 0; known < STEPS; ) {
      level = random.nextInt(3) == 0 ? LEVELS[random.nextInt(3)] : level;
      boolean isKnown = steps.isEmpty() || random.nextInt(5) > 0;
      steps.add(isKnown ? level : UNKNOWN);
      known += isKnown ? 1 : 0;
    }
    return steps;
  }

  private static String input(List<List<Integer>> series) {
    StringBuilder yaml =
        new StringBuilder(
            """
            rule_files: [rules.yml]
            evaluation_interval: 1s
            tests:
            - interval: 1s
              input_series:
            """);
    for (int s = 0; s < SERIES; s++) {
      yaml.append("  - {series: 'rate{probe=\"p").append(s).append("\"}', values: '");
      series.get(s).stream().filter(v -> v != UNKNOWN).forEach(v -> yaml.append(v).append(' '));
      yaml.append("'}\n");
    }
    return yaml.toString();
  }

  /** What Prometheus should say, by what the evaluator says: one line for each alert. */
  private static String states(List<Both> rules, List<List<Integer>> series, Random random) {
    StringBuilder yaml = new StringBuilder("completeness: {enabled: false}\nrules:\n");
    rules.forEach(r -> yaml.append(r.ours()));
    AlertBench bench = AlertBench.ofHost(yaml.toString());
    List<StringBuilder> alerts = new ArrayList<>();
    List<StringBuilder> sinces = new ArrayList<>();
    for (int step = 0; step < STEPS; step++) {
      alerts.add(new StringBuilder());
      sinces.add(new StringBuilder());
    }
    // Where each series is among its known steps, by the end of each step.
    List<Map<Long, Integer>> knownAt = new ArrayList<>();
    series.forEach(s -> knownAt.add(new TreeMap<>()));
    int longest = series.stream().mapToInt(List::size).max().orElseThrow();
    long second = 0;
    for (int step = 0; step < longest; step++) {
      bench.rate(second, "busy", 1, 0); // a clock that was set back is right where an event counts
      for (int s = 0; s < SERIES; s++) {
        int value = step < series.get(s).size() ? series.get(s).get(step) : 0;
        // Nine that may have been there or not.
        bench.rate(second, "p" + s, Math.max(0, value), value == UNKNOWN ? 9 : 0);
      }
      second++;
      bench.advance(second);
      for (int s = 0; s < SERIES; s++) {
        if (step < series.get(s).size() && series.get(s).get(step) != UNKNOWN) {
          int known = knownAt.get(s).size();
          knownAt.get(s).put(AlertBench.ms(second), known);
          for (Both rule : rules) {
            Alert alert = bench.last(rule.name(), "probe", "p" + s);
            if (alert != null && !alert.state().equals(Alert.RESOLVED)) {
              String labels = String.format("alertname=\"%s\",probe=\"p%d\"", rule.name(), s);
              alerts.get(known).append(sample("ALERTS", labels, alert.state(), 1));
              sinces
                  .get(known)
                  .append(
                      sample(
                          "ALERTS_FOR_STATE",
                          labels,
                          null,
                          knownAt.get(s).get(alert.pendingSinceMs())));
            }
          }
        }
      }
      if (random.nextInt(10) == 0) {
        bench.restart();
      }
      second = random.nextInt(8) == 0 ? jump(bench, second, random) : second;
    }
    StringBuilder expected = new StringBuilder("  promql_expr_test:\n");
    for (int step = 0; step < STEPS; step++) {
      expected.append(query("ALERTS", step, alerts.get(step)));
      expected.append(query("ALERTS_FOR_STATE", step, sinces.get(step)));
    }
    return expected.toString();
  }

  /**
   * The host's clock is set, for which its collector begins another session: forward, and nobody
   * knows of the time between, or back, and until it was caught up with all that comes is late.
   */
  private static long jump(AlertBench bench, long second, Random random) {
    bench.missed(second, "-", Causes.NONE, true);
    bench.session = "s" + second;
    long next = second + 1;
    if (random.nextBoolean()) {
      next += random.nextInt(3) == 0 ? 86_400 : random.nextInt(300);
      bench.status(next, Map.of(), List.of(), List.of());
      return next + 1;
    }
    bench.status(second - 3_600, Map.of(), List.of(), List.of());
    for (int late = random.nextInt(40); late > 0; late--) {
      bench.missed(next, "-", AlertBench.lost(3), false);
      next++;
      bench.advance(next);
    }
    return next;
  }

  private static String sample(String name, String labels, String state, int value) {
    String of = state == null ? "" : ",alertstate=\"" + state + '"';
    return String.format("    - {labels: '%s{%s%s}', value: %d}%n", name, labels, of, value);
  }

  private static String query(String name, int step, StringBuilder samples) {
    return String.format("  - expr: %s%n    eval_time: %ds%n    exp_samples:%n", name, step)
        + samples;
  }

  private String promtool(Path test) throws IOException, InterruptedException {
    Path said = directory.resolve("said.txt");
    Process promtool =
        new ProcessBuilder(PROMTOOL.toString(), "test", "rules", test.toString())
            .redirectErrorStream(true)
            .redirectOutput(said.toFile())
            .start();
    if (!promtool.waitFor(2, TimeUnit.MINUTES)) {
      promtool.destroyForcibly();
    }
    String text = Files.readString(said, UTF_8);
    return text.substring(0, Math.min(text.length(), 5_000));
  }
}
