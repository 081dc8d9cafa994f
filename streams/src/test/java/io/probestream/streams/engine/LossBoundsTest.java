package io.probestream.streams.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.probestream.schemas.window.LatencyWindow;
import io.probestream.schemas.window.RateWindow;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * A simulated kernel with several probes, small buffers that are read now and then, counters that
 * are read one after the other while the host goes on, and hits that are not recorded: whatever a
 * probe lost in a window lies within the window's bounds.
 */
class LossBoundsTest {
  private static final int ROUNDS = 25;

  /** Bounds below the window's widest, which is all that the host may have lost, or less. */
  private long narrowed;

  private long surelyLost;

  @Test
  void whatAProbeLostLiesWithinItsBoundsWhereTheOldestEventsAreOverwritten() {
    for (int round = 0; round < ROUNDS; round++) {
      check(true, 0, round);
    }
    assertThat(narrowed).isPositive();
    assertThat(surelyLost).isPositive();
  }

  @Test
  void whatAProbeLostLiesWithinItsBoundsWhereTheNewestEventsAreDropped() {
    for (int round = 0; round < ROUNDS; round++) {
      check(false, 0, round);
    }
    assertThat(narrowed).isPositive();
  }

  @Test
  void whatAProbeLostLiesWithinItsBoundsWhereRecordsAreLostOnTheWayToo() {
    for (int round = 0; round < ROUNDS; round++) {
      check(true, 20, round);
    }
    assertThat(narrowed).isPositive();
  }

  private void check(boolean overwrite, int losesRecords, int round) {
    long seed = System.nanoTime();
    EngineConfig config = new EngineConfig(10 + round % 4 * 20, 0, 10_000, 2);
    SimulatedHost kernel =
        new SimulatedHost(
            new Random(seed), config, overwrite, 20 + round * 4, round % 2 == 1, losesRecords);
    kernel.run(4_000, 20 + round);
    Map<Long, Long> widest = new HashMap<>();
    kernel.out.rates.forEach(w -> widest.merge(w.startMs(), w.lostMax(), Math::max));
    for (RateWindow w : kernel.out.rates) {
      long truth = kernel.lost.getOrDefault(w.probe() + "@" + w.startMs(), 0L);
      assertThat(truth)
          .as("seed %d, round %d: lost of %s at %d", seed, round, w.probe(), w.startMs())
          .isBetween(w.lostMin(), w.lostMax());
      narrowed += w.lostMax() < widest.get(w.startMs()) ? 1 : 0;
      surelyLost += w.lostMin();
    }
    for (LatencyWindow w : kernel.out.latencies) {
      long truth = kernel.returned.getOrDefault(w.function() + "@" + w.startMs(), 0L);
      assertThat(truth - w.count())
          .as("seed %d, round %d: calls of %s at %d", seed, round, w.function(), w.startMs())
          .isBetween(0L, w.discarded() + w.callsLostMax());
    }
    assertThat(kernel.out.violations()).as("seed %d", seed).isEmpty();
  }
}
