package io.probestream.streams.alert;

import io.probestream.schemas.Json;
import io.probestream.schemas.alert.Alert;
import io.probestream.schemas.window.LatencyWindow;
import io.probestream.schemas.window.RateWindow;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Not a test: what judging costs, beside writing the same windows as JSON, which the topology does
 * with each of them anyway. Run its {@code main} with the test class path; arguments: hosts,
 * seconds.
 */
final class EvaluatorCost {
  private static final int RULES = 8;
  private static final int TURNS = 5;

  private static final String YAML =
      """
      rules:
        - {name: P99, watch: latency, window: 1m, every: 1s, above: 5ms, for: 1m}
        - {name: P50, watch: latency, quantile: 50%, window: 1m, every: 1s, above: 5ms, for: 1m}
        - {name: Slow, watch: slowShare, slowerThan: 5ms, window: 1m, every: 1s, above: 5%}
        - {name: Errors, watch: errorShare, window: 1m, every: 1s, above: 5%}
        - {name: Rate, watch: rate, window: 1m, every: 1s, above: 100/s, for: 1m}
        - {name: Hangs, watch: inFlightAge, window: 1m, every: 1s, above: 30s}
        - {name: Lost, watch: completeness, window: 1m, every: 1s, below: 99%}
        - {name: Silent, watch: silence, window: 1s, above: 1m}
      """;

  private EvaluatorCost() {}

  private static final class Counting implements AlertSink {
    private long alerts;

    @Override
    public void alert(Alert alert) {
      alerts++;
    }

    @Override
    public void gone(String fingerprint) {
      alerts++;
    }
  }

  public static void main(String[] args) {
    int hosts = args.length > 0 ? Integer.parseInt(args[0]) : 1_000;
    int seconds = args.length > 1 ? Integer.parseInt(args[1]) : 120;
    List<RateWindow> rates = new ArrayList<>();
    List<LatencyWindow> calls = new ArrayList<>();
    Random random = new Random(1);
    for (int second = 0; second < seconds; second++) {
      rates.add(AlertBench.rateWindow(AlertBench.HOST, second, "w", 20, 0));
      calls.add(calls(second, random));
    }
    for (int turn = 0; turn < TURNS; turn++) {
      long beginNs = cpuNs();
      long bytes = 0;
      for (int host = 0; host < hosts; host++) {
        for (int second = 0; second < seconds; second++) {
          bytes += Json.bytes(rates.get(second)).length + Json.bytes(calls.get(second)).length;
        }
      }
      long jsonNs = cpuNs() - beginNs;
      Counting sink = new Counting();
      RuleSet rules = RuleFile.parse("rules", YAML);
      beginNs = cpuNs();
      for (int host = 0; host < hosts; host++) {
        Evaluator evaluator =
            Evaluator.ofHost(AlertBench.HOST, rules, 0, 1_000, new HeapAlertStore());
        for (int second = 0; second < seconds; second++) {
          evaluator.rate(rates.get(second));
          evaluator.latency(calls.get(second));
          evaluator.advance(AlertBench.ms(second + 1), sink);
        }
      }
      long ownNs = cpuNs() - beginNs;
      long steps = (long) hosts * seconds;
      System.out.printf(
          "%.2f µs a host, rule and step (%d rules, %d alerts); a host's step %.1f µs, as JSON (%d"
              + " bytes) %.1f µs: ratio %.2f%n",
          ownNs / 1e3 / steps / RULES,
          RULES,
          sink.alerts,
          ownNs / 1e3 / steps,
          bytes / steps,
          jsonNs / 1e3 / steps,
          (double) ownNs / jsonNs);
    }
  }

  /** Some hundred calls of about a millisecond, as a function that is called has them. */
  private static LatencyWindow calls(int second, Random random) {
    long[] durations = new long[200];
    for (int i = 0; i < durations.length; i++) {
      durations[i] = (long) (500_000 + 500_000 * Math.abs(random.nextGaussian()));
    }
    return AlertBench.window(AlertBench.HOST, second, "vfs_write", 0, 0, Map.of(5, 1L), durations);
  }

  private static long cpuNs() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }
}
