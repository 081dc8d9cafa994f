package io.probestream.streams.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.probestream.schemas.window.RateWindow;
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
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.Test;

class FleetProcessorTest {
  private static final long RETENTION_MS = 60_000;

  /** A fleet partition on a store in memory. */
  static final class Fleet {
    final MockProcessorContext<String, Result> context = new MockProcessorContext<>();
    final HotStateStore<FleetEntry> store =
        new HotStateStore<>(
            Stores.keyValueStoreBuilder(
                    Stores.inMemoryKeyValueStore(FleetStates.STORE),
                    Serdes.Bytes(),
                    Serdes.ByteArray())
                .withLoggingDisabled()
                .withCachingDisabled()
                .build(),
            FleetStates.builder().codec(),
            2);
    final int rawPartitions;
    FleetProcessor processor;

    Fleet(int rawPartitions) {
      this.rawPartitions = rawPartitions;
      context.addStateStore(store);
      store.init(context.getStateStoreContext(), store);
      start();
    }

    void start() {
      processor =
          new FleetProcessor(
              new FleetProcessor.Options(
                  rawPartitions,
                  RETENTION_MS,
                  10 * RETENTION_MS,
                  1_000,
                  200,
                  Alerting.byTheLog(),
                  Stretch.endless()));
      processor.init(context);
    }

    void process(Result result) {
      processor.process(new Record<>("", result, 5));
    }

    void punctuate() {
      var punctuators = context.scheduledPunctuators();
      punctuators.get(punctuators.size() - 1).getPunctuator().punctuate(0);
    }

    List<RateWindow> sent() {
      List<RateWindow> sent = new ArrayList<>();
      context
          .forwarded()
          .forEach(
              f -> {
                if (f.record().value() instanceof Result.Rate rate) {
                  sent.add(rate.window());
                }
              });
      return sent;
    }

    Map<String, RateWindow> last() {
      Map<String, RateWindow> last = new TreeMap<>();
      sent().forEach(w -> last.put(w.probe() + '@' + w.startMs(), w));
      return last;
    }
  }

  @Property(tries = 200)
  void the_last_record_of_a_window_depends_neither_on_arrival_nor_on_partitions_nor_on_restarts(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 4) int rawPartitions) {
    Random random = new Random(seed);
    List<RateWindow> windows = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      windows.add(rate("h" + random.nextInt(5), "p" + random.nextInt(2), random.nextInt(6)));
    }
    Map<String, RateWindow> expected = run(windows, 1, new Random(0), false);
    assertThat(expected.values()).allSatisfy(w -> assertThat(w.isFinal()).isTrue());
    assertThat(run(windows, rawPartitions, random, true)).isEqualTo(expected);
  }

  private static Map<String, RateWindow> run(
      List<RateWindow> windows, int rawPartitions, Random random, boolean disturb) {
    List<Deque<Result>> partitions = new ArrayList<>();
    for (int p = 0; p < rawPartitions; p++) {
      Deque<Result> log = new ArrayDeque<>();
      int own = p;
      for (long second = 0; second < 6; second++) {
        long startMs = second * 1_000;
        windows.stream()
            .filter(w -> w.startMs() == startMs && of(w.host(), rawPartitions) == own)
            .forEach(w -> log.add(new Result.Rate(w)));
        log.add(new Result.LowWatermark(p, startMs + 1_000));
      }
      partitions.add(log);
    }
    Fleet fleet = new Fleet(rawPartitions);
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
    return fleet.last();
  }

  @Test
  void a_window_is_final_only_when_the_last_raw_partition_has_passed_its_end() {
    Fleet fleet = new Fleet(2);
    fleet.process(new Result.Rate(rate("a", "p", 0)));
    fleet.process(new Result.LowWatermark(0, 9_000));
    assertThat(fleet.sent()).isEmpty();
    fleet.process(new Result.LowWatermark(1, 999));
    assertThat(fleet.sent()).isEmpty();
    fleet.process(new Result.LowWatermark(1, 1_000));
    assertThat(fleet.sent()).extracting(RateWindow::isFinal).containsExactly(true);
  }

  @Test
  void between_upserts_a_window_that_has_not_grown_is_not_sent_again() {
    Fleet fleet = new Fleet(1);
    fleet.punctuate();
    fleet.process(new Result.Rate(rate("a", "p", 0)));
    fleet.punctuate();
    fleet.punctuate();
    assertThat(fleet.sent()).extracting(RateWindow::isFinal).containsExactly(false);
  }

  @Test
  void what_was_merged_but_not_sent_before_a_restart_is_sent_after_it() {
    Fleet fleet = new Fleet(1);
    fleet.process(new Result.Rate(rate("a", "p", 0)));
    fleet.store.flushCache();
    fleet.store.clearCache();
    fleet.start();
    fleet.punctuate();
    assertThat(fleet.sent()).hasSize(1);
  }

  @Test
  void windows_are_merged_while_they_are_retained_and_forgotten_after() {
    Fleet fleet = new Fleet(1);
    fleet.process(new Result.Rate(rate("a", "p", 0)));
    fleet.process(new Result.LowWatermark(0, RETENTION_MS - 10_000));
    fleet.process(new Result.Rate(rate("b", "p", 0)));
    assertThat(fleet.sent()).extracting(RateWindow::hosts).containsExactly(1, 2);
    fleet.process(new Result.LowWatermark(0, 10 * RETENTION_MS));
    fleet.process(new Result.Rate(rate("c", "p", 0)));
    assertThat(fleet.sent()).hasSize(2);
    assertThat(fleet.store.keys(null, null)).containsExactly(FleetKey.STATE);
  }

  @Test
  void a_raw_partition_that_stands_still_does_not_keep_windows_forever() {
    Fleet fleet = new Fleet(2);
    fleet.process(new Result.Rate(rate("a", "p", 0)));
    fleet.process(new Result.LowWatermark(0, 20 * RETENTION_MS));
    assertThat(fleet.store.keys(null, null)).containsExactly(FleetKey.STATE);
  }

  private static int of(String host, int partitions) {
    return Math.floorMod(host.hashCode(), partitions);
  }

  private static RateWindow rate(String host, String probe, long second) {
    return new RateWindow(
        host,
        probe,
        second * 1_000,
        second * 1_000 + 1_000,
        3,
        4L,
        0,
        1,
        0,
        750_000,
        false,
        null,
        null);
  }
}
