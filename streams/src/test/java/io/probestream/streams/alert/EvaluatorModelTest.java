package io.probestream.streams.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.probestream.schemas.alert.Alert;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.HdrHistogram.Histogram;

/**
 * The evaluator against a slow and obvious one: at each step it looks at all windows of the past
 * again, puts what is missing in front of and behind everything measured, and counts steps.
 */
class EvaluatorModelTest {
  private static final int SECONDS = 90;
  private static final Histogram BUCKETS = new Histogram(2);

  private static final String RULES =
      """
      completeness: {enabled: false}
      rules:
        - {name: Rate, watch: rate, window: 6s, every: 2s, above: 6/s, resolve: 4/s, for: 4s, keepFiringFor: 6s}
        - {name: Idle, watch: rate, window: 3s, below: 2/s, resolve: 3/s, keepFiringFor: 1s, groupBy: []}
        - {name: P90, watch: latency, quantile: 90%, window: 5s, above: 5ms, resolve: 4ms, for: 2s}
        - {name: P50, watch: latency, quantile: 50%, window: 5s, above: 5ms, for: 1s, minCompleteness: 70%}
        - {name: SlowShare, watch: slowShare, slowerThan: 5ms, window: 4s, above: 30%, keepFiringFor: 2s}
        - {name: Errors, watch: errorShare, errors: [EIO], window: 4s, above: 20%, groupBy: []}
        - {name: Hangs, watch: inFlightAge, window: 2s, every: 1s, above: 3s}
        - {name: Lost, watch: missed, causes: [ringLost], window: 4s, above: 3, groupBy: []}
        - {name: Half, watch: completeness, window: 4s, below: 60%, for: 1s}
        - {name: Grown, watch: latency, quantile: 50%, window: 4s, every: 1s, baseline: 16s, above: 150%, resolve: 120%, floor: 4ms}
      """;

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Calls(int second, long missing, long oldestNs, long errors, long[] durations) {}

  private record Events(int second, long count, long lost) {}

  /** What happened. */
  private static final class World {
    final Map<String, List<Events>> rates = new TreeMap<>();
    final Map<String, List<Calls>> calls = new TreeMap<>();
    final long[] ringLost = new long[SECONDS];

    World(Random random) {
      for (String name : List.of("a", "b")) {
        List<Events> events = new ArrayList<>();
        List<Calls> calls = new ArrayList<>();
        int mood = 0;
        for (int second = 0; second < SECONDS; second++) {
          mood = random.nextInt(8) == 0 ? random.nextInt(4) : mood;
          // Both are there in the first second, so that the stretch that is known begins with it.
          if (second == 0 || random.nextInt(5) > 0) {
            long lost = random.nextInt(6) == 0 ? random.nextInt(20) : 0;
            events.add(new Events(second, mood * 3 + random.nextInt(4), lost));
          }
          if (second == 0 || random.nextInt(4) > 0) {
            long[] durations = new long[random.nextInt(6)];
            for (int i = 0; i < durations.length; i++) {
              durations[i] = 1_000_000L * (1 + mood * 2) + random.nextInt(2_000_000);
            }
            long errors = durations.length == 0 ? 0 : random.nextInt(durations.length + 1) / 3;
            long missing = random.nextInt(7) == 0 ? random.nextInt(4) : 0;
            long oldest = random.nextInt(3) == 0 ? random.nextInt(5) * 1_000_000_000L : 0;
            calls.add(new Calls(second, missing, oldest, errors, durations));
          }
        }
        rates.put(name, events);
        this.calls.put(name, calls);
      }
      for (int second = 1; second < SECONDS; second++) {
        ringLost[second] = random.nextInt(6) == 0 ? random.nextInt(5) : 0;
      }
    }
  }

  /** Bounds as they are meant, with the measured value. */
  private record Bounds(Long value, Long lower, Long upper, long have, long missing) {
    boolean isEmpty() {
      return value == null && missing == 0;
    }
  }

  @Property(tries = 150)
  void saysWhatTheSlowModelSays(@ForAll long seed) {
    Random random = new Random(seed);
    World world = new World(random);
    AlertBench bench = AlertBench.ofHost(RULES);
    for (int second = 0; second < SECONDS; second++) {
      give(world, second, bench);
      // In whatever portions time passes, and whether or not it was made anew in between.
      if (random.nextInt(3) > 0 || second == SECONDS - 1) {
        bench.advance(second + 1);
      }
      if (random.nextInt(10) == 0) {
        bench.restart();
      }
    }
    List<String> expected = new ArrayList<>();
    for (Rule rule : bench.rules.resolved(1_000).rules()) {
      for (String group : rule.watch().groupBy().isEmpty() ? List.of("*") : List.of("a", "b")) {
        expected.addAll(slow(rule, group, world));
      }
    }
    List<String> actual = new ArrayList<>();
    for (Alert alert : bench.changes) {
      String group =
          alert.labels().getOrDefault("probe", alert.labels().getOrDefault("function", "*"));
      long second = (alert.endMs() - AlertBench.T0_MS) / 1_000;
      actual.add(line(alert.rule(), group, second, state(alert)));
    }
    List<String> unexpected = new ArrayList<>(actual);
    unexpected.removeAll(expected);
    List<String> absent = new ArrayList<>(expected);
    absent.removeAll(actual);
    assertThat(unexpected).as("seed %s: too much; absent are %s", seed, absent).isEmpty();
    assertThat(absent).as("seed %s: absent", seed).isEmpty();
    assertThat(actual).hasSameSizeAs(expected);
  }

  private static String state(Alert alert) {
    return alert.state() + (alert.firing() ? "!" : "");
  }

  private static String line(String rule, String group, long second, String state) {
    return String.format("%s %s %03d %s", rule, group, second, state);
  }

  private static void give(World world, int second, AlertBench bench) {
    world.rates.forEach(
        (name, all) ->
            all.stream()
                .filter(e -> e.second == second)
                .forEach(e -> bench.rate(second, name, e.count, e.lost)));
    world.calls.forEach(
        (name, all) ->
            all.stream()
                .filter(c -> c.second == second)
                .forEach(
                    c ->
                        bench.calls(
                            second,
                            name,
                            c.missing,
                            c.oldestNs,
                            c.errors == 0 ? Map.of() : Map.of(5, c.errors),
                            c.durations)));
    // A host has a record of what it missed only where there is something.
    if (world.ringLost[second] > 0) {
      bench.missed(second, "-", AlertBench.lost(world.ringLost[second]), false);
    }
  }

  /** Each change of state of one group, in the slow way. */
  private static List<String> slow(Rule rule, String group, World world) {
    List<String> changes = new ArrayList<>();
    int every = (int) (rule.watch().everyMs() / 1_000);
    int window = (int) (rule.watch().windowMs() / 1_000);
    long stepsFor = -Math.floorDiv(-rule.forMs(), rule.watch().everyMs());
    long stepsKeep = -Math.floorDiv(-rule.keepFiringForMs(), rule.watch().everyMs());
    List<Object[]> samples = new ArrayList<>();
    String phase = "";
    long held = 0;
    long cleared = -1;
    String written = "";
    boolean existed = rule.watch().source() != Measure.Source.MISSED;
    for (int end = every; end <= SECONDS; end += every) {
      if (!existed && lossBegan(world) < end) {
        existed = true;
      }
      if (!existed) {
        continue;
      }
      Bounds b = bounds(rule, group, world, end - window, end);
      boolean whole = end - window >= 0;
      Truth truth = truth(rule, b, phase.equals("firing"), whole, samples, end);
      boolean quiet =
          truth == Truth.UNKNOWN
              && !whole
              && (rule.measure().kind() == Measure.Kind.RATE || b.isEmpty());
      if (rule.condition().isChange() && end % window == 0 && whole && b.value != null) {
        samples.add(new Object[] {end, b});
      }
      boolean unknown = truth == Truth.UNKNOWN;
      if (truth == Truth.TRUE) {
        if (!phase.equals("firing")) {
          held = phase.equals("pending") ? held + 1 : 0;
          phase = held >= stepsFor ? "firing" : "pending";
        }
        cleared = -1;
      } else if (truth == Truth.FALSE && phase.equals("pending")) {
        phase = "";
      } else if (truth == Truth.FALSE && phase.equals("firing")) {
        cleared++;
        phase = cleared >= stepsKeep ? "resolved" : phase;
      }
      String state = phase;
      if (unknown && !phase.equals("resolved")) {
        state = phase.isEmpty() && quiet && !written.startsWith("unknown") ? "" : "unknown";
      }
      state += phase.equals("firing") ? "!" : "";
      if (!state.equals(written) && !state.isEmpty()) {
        changes.add(line(rule.name(), group, end, state));
      }
      written = state;
      if (phase.equals("resolved")) {
        // It stays for 15 min, but for what begins again.
        cleared = -1;
        held = 0;
      }
    }
    return changes;
  }

  private static int lossBegan(World world) {
    for (int second = 0; second < SECONDS; second++) {
      if (world.ringLost[second] > 0) {
        return second;
      }
    }
    return SECONDS;
  }

  private static Truth truth(
      Rule rule, Bounds b, boolean firing, boolean whole, List<Object[]> samples, int end) {
    Condition c = rule.condition();
    long wanted = firing ? c.resolve() : c.threshold();
    Long least = wanted;
    Long most = wanted;
    if (c.isChange()) {
      List<Bounds> past = new ArrayList<>();
      int window = (int) (rule.watch().windowMs() / 1_000);
      for (Object[] sample : samples) {
        int at = (Integer) sample[0];
        if (at <= end - window && at > end - window - c.baselineMs() / 1_000) {
          past.add((Bounds) sample[1]);
        }
      }
      long samplesInPast = c.baselineMs() / rule.watch().windowMs();
      if (past.size() * 2L < samplesInPast) {
        return Truth.UNKNOWN;
      }
      least = Math.max(c.floor(), median(past, b2 -> b2.lower) * wanted / 1_000_000);
      long upper = median(past, b2 -> b2.upper == null ? Long.MAX_VALUE : b2.upper);
      most = upper == Long.MAX_VALUE ? null : Math.max(c.floor(), upper * wanted / 1_000_000);
    }
    long all = b.have + b.missing;
    if (all > 0 && b.have * 1_000_000 / all < rule.minCompletenessPpm()) {
      return Truth.UNKNOWN;
    }
    if (b.value == null) {
      return b.isEmpty() && whole ? Truth.FALSE : Truth.UNKNOWN;
    }
    Long upper = rule.measure().kind() == Measure.Kind.RATE && !whole ? null : b.upper;
    // Whatever the truth is between the bounds, and whatever the past was, decides.
    if (c.above()) {
      if (most != null && b.lower > most) {
        return Truth.TRUE;
      }
      return upper != null && upper <= least ? Truth.FALSE : Truth.UNKNOWN;
    }
    if (upper != null && upper < least) {
      return Truth.TRUE;
    }
    return most != null && b.lower >= most ? Truth.FALSE : Truth.UNKNOWN;
  }

  private static long median(List<Bounds> past, java.util.function.ToLongFunction<Bounds> of) {
    long[] sorted = past.stream().mapToLong(of).sorted().toArray();
    return sorted[(sorted.length - 1) / 2];
  }

  private static Bounds bounds(Rule rule, String group, World world, int from, int to) {
    Measure m = rule.measure();
    if (m.kind() == Measure.Kind.MISSED) {
      long sum = 0;
      for (int second = Math.max(0, from); second < to; second++) {
        sum += world.ringLost[second];
      }
      return new Bounds(sum, sum, sum, 1, 0);
    }
    if (m.kind().source() == Measure.Source.RATE) {
      long count = 0;
      long lost = 0;
      for (Map.Entry<String, List<Events>> each : world.rates.entrySet()) {
        for (Events e : each.getValue()) {
          boolean in = group.equals("*") || group.equals(each.getKey());
          count += in && e.second >= from && e.second < to ? e.count : 0;
          lost += in && e.second >= from && e.second < to ? e.lost : 0;
        }
      }
      if (m.kind() == Measure.Kind.COMPLETENESS) {
        Long ppm = count + lost == 0 ? null : (Long) (count * 1_000_000 / (count + lost));
        return new Bounds(ppm, ppm, ppm, count, 0);
      }
      long ms = rule.watch().windowMs();
      long value = count * 1_000_000 / ms;
      return new Bounds(value, value, (count + lost) * 1_000_000 / ms, count, lost);
    }
    List<Long> durations = new ArrayList<>();
    long missing = 0;
    long errors = 0;
    long oldest = 0;
    for (Map.Entry<String, List<Calls>> each : world.calls.entrySet()) {
      for (Calls c : each.getValue()) {
        if ((group.equals("*") || group.equals(each.getKey()))
            && c.second >= from
            && c.second < to) {
          Arrays.stream(c.durations).forEach(durations::add);
          missing += c.missing;
          errors += c.errors;
          oldest = c.second == to - 1 ? Math.max(oldest, c.oldestNs) : oldest;
        }
      }
    }
    return calls(m, durations, missing, errors, oldest);
  }

  private static Bounds calls(
      Measure m, List<Long> durations, long missing, long errors, long oldest) {
    int n = durations.size();
    if (m.kind() == Measure.Kind.IN_FLIGHT_AGE) {
      return new Bounds(oldest, oldest, oldest, n, missing);
    }
    if (n == 0) {
      return new Bounds(null, null, null, 0, missing);
    }
    Collections.sort(durations);
    if (m.kind() == Measure.Kind.LATENCY) {
      long min = durations.get(0);
      long max = durations.get(n - 1);
      List<Long> fast = new ArrayList<>(Collections.nCopies((int) missing, 0L));
      List<Long> slow = new ArrayList<>();
      for (long d : durations) {
        fast.add(Math.max(min, BUCKETS.lowestEquivalentValue(d)));
        slow.add(Math.min(max, BUCKETS.highestEquivalentValue(d)));
      }
      List<Long> measured = List.copyOf(slow);
      slow.addAll(Collections.nCopies((int) missing, Long.MAX_VALUE));
      long value = at(measured, m.parameter());
      long lower = missing == 0 ? value : at(fast, m.parameter());
      long upper = missing == 0 ? value : at(slow, m.parameter());
      return new Bounds(value, lower, upper == Long.MAX_VALUE ? null : (Long) upper, n, missing);
    }
    long part =
        m.kind() == Measure.Kind.ERROR_SHARE
            ? errors
            : durations.stream()
                .filter(d -> BUCKETS.highestEquivalentValue(d) > m.parameter())
                .count();
    return new Bounds(
        part * 1_000_000 / n,
        part * 1_000_000 / (n + missing),
        (part + missing) * 1_000_000 / (n + missing),
        n,
        missing);
  }

  private static long at(List<Long> sorted, long ppm) {
    long rank = -Math.floorDiv(-sorted.size() * ppm, 1_000_000);
    return sorted.get((int) Math.max(1, rank) - 1);
  }
}
