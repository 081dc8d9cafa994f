package io.probestream.streams.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.probestream.schemas.raw.AlertRules;
import io.probestream.schemas.window.RateWindow;
import io.probestream.streams.alert.HostSilence;
import io.probestream.streams.alert.RuleFile;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.apache.kafka.common.utils.Bytes;
import org.junit.jupiter.api.Test;

/** What rules of the fleet read: the first final windows, and those of hosts by their labels. */
class FleetPartsTest {
  private static final String RULES =
      """
      rules:
        - {name: R, watch: rate, scope: fleet, groupBy: [probe, label.pool], window: 1s, above: 1/s}
      """;

  private static AlertRules rules(String text, long fromMs) {
    return new AlertRules(RuleFile.parse("test", text).hash(), fromMs, text);
  }

  /** One window of a host, and whether it comes behind its partition's low watermark. */
  private record Told(RateWindow window, boolean late) {}

  private record Seen(Map<String, RateWindow> first, Map<String, RateWindow> parts) {}

  @Property(tries = 150)
  void what_rules_read_depends_neither_on_arrival_nor_on_partitions_nor_on_restarts(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 4) int rawPartitions) {
    Random random = new Random(seed);
    List<Told> all = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      RateWindow window = rate("h" + random.nextInt(5), "p" + random.nextInt(2), random.nextInt(6));
      all.add(new Told(window, random.nextInt(4) == 0));
    }
    Seen expected = run(all, 1, new Random(0), false);
    Seen actual = run(all, rawPartitions, random, true);
    assertThat(actual.first).isEqualTo(expected.first);
    assertThat(actual.parts).isEqualTo(expected.parts);
    long punctual = all.stream().filter(t -> !t.late).count();
    assertThat(counts(actual.first)).isEqualTo(3 * punctual);
    assertThat(counts(actual.parts)).isEqualTo(3 * punctual);
    assertThat(actual.parts.keySet()).allSatisfy(key -> assertThat(key).contains("pool=p"));
  }

  private static long counts(Map<String, RateWindow> windows) {
    return windows.values().stream().mapToLong(RateWindow::count).sum();
  }

  private static Seen run(List<Told> all, int rawPartitions, Random random, boolean disturb) {
    List<Deque<Result>> partitions = new ArrayList<>();
    for (int p = 0; p < rawPartitions; p++) {
      partitions.add(log(all, p, rawPartitions));
    }
    FleetProcessorTest.Fleet fleet = new FleetProcessorTest.Fleet(rawPartitions);
    while (partitions.stream().anyMatch(log -> !log.isEmpty())) {
      Deque<Result> log = partitions.get(random.nextInt(rawPartitions));
      if (!log.isEmpty()) {
        fleet.process(log.remove());
      }
      if (disturb && random.nextInt(10) == 0) {
        fleet.store.flushCache();
        if (random.nextBoolean()) {
          fleet.store.clearCache();
          fleet.start();
        }
      }
      if (disturb && random.nextInt(10) == 0) {
        fleet.punctuate();
      }
    }
    for (Bytes key : fleet.store.keys(null, null)) {
      assertThat(FleetKey.isOfHost(key) || FleetKey.rest(key) == null).as("%s", key).isTrue();
    }
    return seen(fleet, all);
  }

  /** Late ones come two seconds behind. */
  private static Deque<Result> log(List<Told> all, int own, int partitions) {
    Deque<Result> log = new ArrayDeque<>();
    log.add(new Result.Rules(rules(RULES, 0)));
    for (int host = 0; host < 5; host++) {
      if (of("h" + host, partitions) == own) {
        log.add(new Result.FleetHost("h" + host, Map.of("pool", "p" + host % 2), null));
      }
    }
    for (long second = 0; second < 8; second++) {
      for (Told each : all) {
        long comes = each.window.startMs() / 1_000 + (each.late ? 2 : 0);
        if (comes == second && of(each.window.host(), partitions) == own) {
          log.add(new Result.Rate(each.window, each.late));
        }
      }
      log.add(new Result.LowWatermark(own, second * 1_000 + 1_000));
    }
    return log;
  }

  private static Seen seen(FleetProcessorTest.Fleet fleet, List<Told> all) {
    Seen seen = new Seen(new TreeMap<>(), new TreeMap<>());
    long toldMs = Long.MIN_VALUE;
    for (var forwarded : fleet.context.forwarded()) {
      Object value = forwarded.record().value();
      if (value instanceof Result.Time time) {
        toldMs = time.toMs();
      } else if (value instanceof Result.Rate rate
          && rate.window().isFinal()
          && rate.window().endMs() > toldMs) {
        String key = rate.window().probe() + '@' + rate.window().startMs();
        assertThat(seen.first.put(key, rate.window())).as("given twice before its time").isNull();
      } else if (value instanceof Result.Part part) {
        RateWindow window = ((Result.Rate) part.window()).window();
        String key = part.labels() + window.probe() + '@' + window.startMs();
        assertThat(seen.parts.put(key, window)).isNull();
        assertThat(window.endMs()).isGreaterThan(toldMs);
      }
    }
    // Nothing is lost to readers of the topic: its last records hold the late ones, too.
    assertThat(counts(fleet.last())).isEqualTo(3L * all.size());
    return seen;
  }

  @Test
  void no_part_is_merged_where_no_rule_names_a_label_and_old_rules_are_forgotten() {
    FleetProcessorTest.Fleet fleet = new FleetProcessorTest.Fleet(1);
    fleet.process(new Result.Rules(rules(RULES, 0)));
    fleet.process(new Result.Rules(rules("rules: []\n", 3_000)));
    fleet.process(new Result.FleetHost("h1", Map.of("pool", "x"), null));
    fleet.process(new Result.LowWatermark(0, 1_000));
    fleet.process(new Result.Rate(rate("h1", "p", 1)));
    fleet.process(new Result.LowWatermark(0, 4_000));
    assertThat(parts(fleet)).isEqualTo(1);
    fleet.process(new Result.Rules(rules("rules: []\n", 60_000)));
    fleet.process(new Result.Rate(rate("h1", "p", 4)));
    fleet.process(new Result.LowWatermark(0, 6_000));
    assertThat(parts(fleet)).isEqualTo(1);
  }

  private static long parts(FleetProcessorTest.Fleet fleet) {
    return fleet.context.forwarded().stream()
        .filter(f -> f.record().value() instanceof Result.Part)
        .count();
  }

  @Test
  void a_host_that_is_forgotten_leaves_no_labels() {
    FleetProcessorTest.Fleet fleet = new FleetProcessorTest.Fleet(1);
    fleet.process(new Result.FleetHost("h1", Map.of("pool", "x"), null));
    fleet.process(new Result.FleetHost("h1", null, null));
    fleet.process(new Result.Silence(HostSilence.over("h1", false, 5_000)));
    fleet.store.flushCache();
    assertThat(fleet.store.keys(null, null)).noneMatch(FleetKey::isOfHost);
  }

  private static int of(String host, int partitions) {
    return Math.floorMod(host.hashCode(), partitions);
  }

  private static RateWindow rate(String host, String probe, long second) {
    long startMs = second * 1_000;
    return new RateWindow(
        host, probe, startMs, startMs + 1_000, 3, 4L, 0, 1, 0, 750_000, false, null, null);
  }
}
