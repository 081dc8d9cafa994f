package io.probestream.streams.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.probestream.schemas.alert.Alert;
import io.probestream.schemas.window.LatencyWindow;
import io.probestream.schemas.window.RateWindow;
import io.probestream.streams.window.LatencyMath;
import io.probestream.streams.window.LatencyMerge;
import io.probestream.streams.window.RateMerge;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/**
 * Rules of the fleet against a slow and obvious model: hosts whose labels change, and that fall
 * silent. At each step it adds up what the hosts of a group told, and asks what a silent one could
 * have turned.
 */
class FleetModelTest {
  private static final int SECONDS = 60;
  private static final List<String> NAMES = List.of("a", "b");
  private static final String RULES =
      """
      completeness: {enabled: false}
      rules:
        - {name: Rate, watch: rate, scope: fleet, window: 4s, every: 1s, above: 9/s}
        - {name: Low, watch: rate, scope: fleet, window: 4s, every: 1s, below: 6/s}
        - {name: PoolRate, watch: rate, scope: fleet, groupBy: [probe, label.pool], window: 4s, every: 1s, above: 4/s}
        - {name: Part, watch: rate, scope: fleet, match: {label.role: r}, window: 4s, every: 2s, above: 5/s}
        - {name: One, watch: rate, scope: fleet, match: {probe: a}, groupBy: [label.pool], window: 2s, every: 1s, above: 4/s}
        - {name: P50, watch: latency, scope: fleet, quantile: 50%, groupBy: [function, label.pool], window: 3s, every: 1s, above: 5ms}
        - {name: Longest, watch: latency, scope: fleet, quantile: 100%, groupBy: [function, label.pool], window: 3s, every: 1s, above: 9ms}
        - {name: Slow, watch: slowShare, slowerThan: 5ms, scope: fleet, groupBy: [function, label.role], window: 3s, every: 1s, above: 40%}
      """;

  /** What one host told in one second; nothing while it is silent. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Told(Map<String, String> labels, Map<String, Long> events, long[] durations) {}

  private static final class Host {
    final String name;
    final List<String> names = new ArrayList<>();
    final Told[] told = new Told[SECONDS];
    final boolean[] silent = new boolean[SECONDS];

    Host(int number, Random random) {
      name = "h" + number;
      NAMES.stream().filter(n -> number == 0 || random.nextBoolean()).forEach(names::add);
      Map<String, String> labels = labels(random);
      for (int second = 0; second < SECONDS; second++) {
        if (second > 0 && random.nextInt(15) == 0) {
          silent[second] = true;
        } else if (second > 0 && silent[second - 1]) {
          silent[second] = random.nextInt(5) > 0;
        }
        if (silent[second]) {
          continue;
        }
        labels = random.nextInt(20) == 0 ? labels(random) : labels;
        Map<String, Long> events = new TreeMap<>();
        names.forEach(n -> events.put(n, (long) random.nextInt(6)));
        long[] durations = new long[random.nextInt(4)];
        Arrays.setAll(durations, i -> 500_000 + 1_000_000L * random.nextInt(11));
        told[second] = new Told(labels, events, durations);
      }
    }

    private static Map<String, String> labels(Random random) {
      Map<String, String> labels = new TreeMap<>();
      labels.put("rack", "" + random.nextInt(9)); // no rule names it
      if (random.nextInt(5) > 0) {
        labels.put("pool", random.nextBoolean() ? "x" : "y");
      }
      labels.put("role", random.nextBoolean() ? "r" : "s");
      return labels;
    }

    /** Those that it had when it was heard last. */
    Map<String, String> labelsAt(int second) {
      int at = second;
      while (at >= 0 && told[at] == null) {
        at--;
      }
      return told[at].labels;
    }

    boolean isSilentIn(int from, int to) {
      for (int second = from; second < to; second++) {
        if (silent[second]) {
          return true;
        }
      }
      return false;
    }
  }

  @Property(tries = 120)
  void saysWhatTheSlowModelSays(@ForAll long seed) {
    Random random = new Random(seed);
    List<Host> hosts = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      hosts.add(new Host(i, random));
    }
    AlertBench bench = AlertBench.ofFleet(RULES);
    assertThat(bench.rules.fleetLabels()).containsExactly("pool", "role");
    for (int second = 0; second < SECONDS; second++) {
      for (Host host : hosts) {
        silence(bench, host, second);
      }
      give(bench, hosts, second);
      if (random.nextInt(10) == 0) {
        bench.restart();
      }
      bench.advance(second + 1);
      for (Rule rule : bench.rules.resolved(1_000).rules()) {
        compare(bench, rule, hosts, second + 1, seed);
      }
    }
  }

  private static void silence(AlertBench bench, Host host, int second) {
    boolean was = second > 0 && host.silent[second - 1];
    if (host.silent[second]) {
      // It is told again while it lasts.
      bench.evaluator.silence(
          new HostSilence(
              host.name,
              false,
              AlertBench.ms(second),
              null,
              host.labelsAt(second),
              host.names,
              host.names));
    } else if (was) {
      bench.evaluator.silence(HostSilence.over(host.name, false, AlertBench.ms(second)));
    }
  }

  private static void give(AlertBench bench, List<Host> hosts, int second) {
    Map<Map<String, String>, List<Host>> parts = new LinkedHashMap<>();
    for (Host host : hosts) {
      if (host.told[second] != null) {
        Map<String, String> part = new TreeMap<>(host.told[second].labels);
        part.remove("rack");
        parts.computeIfAbsent(part, p -> new ArrayList<>()).add(host);
      }
    }
    for (String name : NAMES) {
      give(bench, hosts, null, name, second);
      parts.forEach((part, some) -> give(bench, some, part, name, second));
    }
  }

  private static void give(
      AlertBench bench, List<Host> hosts, Map<String, String> part, String name, int second) {
    long startMs = AlertBench.ms(second);
    RateMerge rates = new RateMerge(name, startMs, startMs + 1_000);
    LatencyMerge calls = new LatencyMerge(name, startMs, startMs + 1_000);
    int heard = 0;
    for (Host host : hosts) {
      Told told = host.told[second];
      if (told != null && host.names.contains(name)) {
        heard++;
        rates.add(rate(host.name, name, second, told.events.get(name)));
        LatencyWindow window =
            AlertBench.window(host.name, second, name, 0, 0, Map.of(), told.durations);
        calls.add(window);
      }
    }
    if (heard > 0) {
      bench.evaluator.rate(part, rates.window(true));
      bench.evaluator.latency(part, calls.window(true));
    }
  }

  private static RateWindow rate(String host, String probe, int second, long count) {
    int complete = LatencyMath.completenessPpm(count, 0);
    long startMs = AlertBench.ms(second);
    return new RateWindow(
        host, probe, startMs, startMs + 1_000, count, null, 0, 0, 0, complete, false, null, null);
  }

  /** Each group of a rule, as it stands in the topic. */
  private static void compare(AlertBench bench, Rule rule, List<Host> hosts, int end, long seed) {
    int window = (int) (rule.watch().windowMs() / 1_000);
    if (end < window || end % (rule.watch().everyMs() / 1_000) != 0) {
      return;
    }
    Map<String, String> expected = expected(rule, hosts, end - window, end);
    Map<String, String> actual = new TreeMap<>();
    bench
        .held()
        .filter(alert -> alert.rule().equals(rule.name()))
        .forEach(
            alert -> {
              String group = group(alert.labels());
              boolean resolved = alert.state().equals(Alert.RESOLVED);
              // What has ended stays so for 15 min, unless it begins again.
              if (!resolved || Alert.UNKNOWN.equals(expected.get(group))) {
                actual.put(group, resolved ? Alert.UNKNOWN : alert.state());
              }
            });
    assertThat(actual).as("seed %s, %s at %s", seed, rule.name(), end).isEqualTo(expected);
  }

  private static String group(Map<String, String> labels) {
    return labels.getOrDefault("probe", labels.getOrDefault("function", "-"))
        + labels.getOrDefault("pool", labels.getOrDefault("role", "-"));
  }

  private static Map<String, String> expected(Rule rule, List<Host> hosts, int from, int to) {
    Map<String, String> states = new TreeMap<>();
    List<String> by = rule.watch().groupBy();
    String label =
        by.stream()
            .filter(d -> d.startsWith("label."))
            .map(d -> d.substring(6))
            .findAny()
            .orElse("");
    boolean named = by.contains("probe") || by.contains("function");
    for (String name : named ? NAMES : List.of("a")) {
      for (String value : label.isEmpty() ? List.of("-") : values(label)) {
        String state = state(rule, hosts, name, label, value, from, to);
        if (!state.isEmpty()) {
          states.put((named ? name : "-") + value, state);
        }
      }
    }
    return states;
  }

  private static List<String> values(String label) {
    return label.equals("pool") ? List.of("x", "y") : List.of("r", "s");
  }

  private static boolean takes(Rule rule, Map<String, String> labels, String label, String value) {
    boolean grouped = label.isEmpty() || value.equals(labels.get(label));
    return grouped && (!rule.name().equals("Part") || "r".equals(labels.get("role")));
  }

  private static String state(
      Rule rule, List<Host> hosts, String name, String label, String value, int from, int to) {
    boolean exists = false;
    boolean silent = false;
    long events = 0;
    List<Long> durations = new ArrayList<>();
    for (Host host : hosts) {
      if (!host.names.contains(name)) {
        continue;
      }
      for (int second = 0; second < to; second++) {
        Told told = host.told[second];
        if (told != null && takes(rule, told.labels, label, value)) {
          exists = true;
          if (second >= from) {
            events += told.events.get(name);
            Arrays.stream(told.durations).forEach(durations::add);
          }
        }
      }
      for (int second = from; second < to; second++) {
        silent |= host.silent[second] && takes(rule, host.labelsAt(second), label, value);
      }
    }
    if (!exists) {
      return "";
    }
    return switch (rule.name()) {
      case "Low" -> {
        boolean below = events < 6L * (to - from);
        yield below ? (silent ? Alert.UNKNOWN : Alert.FIRING) : "";
      }
      case "P50", "Slow" -> {
        if (silent) {
          yield Alert.UNKNOWN;
        }
        yield durations.isEmpty() || !isAbove(rule, durations) ? "" : Alert.FIRING;
      }
      case "Longest" ->
          !durations.isEmpty() && durations.stream().anyMatch(d -> d > 9_000_000)
              ? Alert.FIRING
              : silent ? Alert.UNKNOWN : "";
      default ->
          events * 1_000_000_000 > rule.condition().threshold() * 1_000_000 * (to - from)
              ? Alert.FIRING
              : silent ? Alert.UNKNOWN : "";
    };
  }

  private static boolean isAbove(Rule rule, List<Long> durations) {
    long slow = durations.stream().filter(d -> d > 5_000_000).count();
    int n = durations.size();
    // The median is above where the one in the middle is, the lower one of two.
    return rule.name().equals("P50") ? slow > n - (n + 1) / 2 : slow * 100 > n * 40L;
  }

  /** For the model itself: all that happens in it does. */
  @Property(tries = 1)
  void theWorldHasSilentHostsAndLabelsThatChange() {
    TreeSet<Boolean> silent = new TreeSet<>();
    TreeSet<String> pools = new TreeSet<>();
    for (int seed = 0; seed < 10; seed++) {
      Host host = new Host(seed, new Random(seed));
      silent.add(host.isSilentIn(0, SECONDS));
      for (Told told : host.told) {
        pools.add(told == null ? "silent" : told.labels.getOrDefault("pool", "none"));
      }
    }
    assertThat(silent).contains(true);
    assertThat(pools).containsExactly("none", "silent", "x", "y");
  }
}
