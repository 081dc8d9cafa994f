package io.probestream.streams.engine;

import static io.probestream.streams.engine.EngineHarness.entry;
import static io.probestream.streams.engine.EngineHarness.ret;
import static org.assertj.core.api.Assertions.assertThat;

import io.probestream.schemas.raw.AgentCounters;
import io.probestream.schemas.raw.Counters;
import io.probestream.schemas.raw.CpuCounter;
import io.probestream.schemas.raw.ProbeCounter;
import io.probestream.schemas.window.LatencyWindow;
import io.probestream.schemas.window.Laws;
import io.probestream.schemas.window.SlowCall;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Buffers that refuse the newest events when they are full, and say so only in their counters. */
class DroppedEventsTest {
  private static final long S = 1_000_000;
  private static final long S_NS = 1_000_000_000;
  private static final EngineConfig SHORT = new EngineConfig(1, 0, 10_000, 2);

  private final EngineHarness host = new EngineHarness();

  @Test
  void whateverIsDroppedEveryCallIsOneOfTheWholeLog() {
    long measured = 0;
    long dropped = 0;
    for (int round = 0; round < 20; round++) {
      long seed = System.nanoTime();
      SimulatedHost kernel =
          new SimulatedHost(new Random(seed), SHORT, false, 12 + round * 3, false, 0);
      kernel.run(4_000, 20);
      for (LatencyWindow w : kernel.out.latencies) {
        for (SlowCall call : w.slowest()) {
          String found =
              SimulatedHost.call(call.pid(), call.endNs() - call.durationNs(), call.endNs());
          assertThat(kernel.calls).as("seed %d", seed).contains(found);
        }
        measured += w.count();
      }
      dropped += kernel.lost.values().stream().mapToLong(n -> n).sum();
      assertThat(kernel.out.violations()).as("seed %d", seed).isEmpty();
    }
    assertThat(dropped).isPositive();
    assertThat(measured).isPositive();
  }

  @Test
  void aCallWaitsForCountersThatWereReadAfterItsReturnAndItsWindowWaitsForIt() {
    host.overwrite = false;
    host.open().lines(entry(7, 10 * S), ret(7, 10 * S + 50)).watermark(12 * S_NS);
    assertThat(host.rates).isEmpty();
    host.counters(reading(11 * S_NS, 0)).watermark(12 * S_NS + 1);
    assertThat(host.latencies).extracting(LatencyWindow::count).containsExactly(1L);
    assertThat(host.latencies.get(0).completenessPpm()).isEqualTo(1_000_000);
  }

  @Test
  void aCallWithinWhichTheCounterGrewIsDiscardedAndTheWindowsOfTheGrowthSaySo() {
    host.overwrite = false;
    host.open().lines(entry(7, 10 * S), ret(7, 10 * S + 50), entry(8, 10 * S + 60));
    host.counters(reading(11 * S_NS + 1, 5, 9)).lines(ret(8, 11 * S + 100));
    host.lines(entry(9, 11 * S + 200), ret(9, 11 * S + 300));
    host.counters(reading(12 * S_NS, 5, 12)).watermark(12 * S_NS);
    assertThat(host.latencies).extracting(LatencyWindow::discarded).containsExactly(1L, 1L);
    assertThat(host.latencies).extracting(LatencyWindow::count).containsExactly(0L, 1L);
    assertThat(host.rates).allMatch(w -> w.lostMax() == 5);
    assertThat(Laws.eachRecord(host.rates, host.latencies, host.missed)).isEmpty();
  }

  @Test
  void anUnknownBufferIsOneThatDropsOnceItDropped() {
    host.overwrite = null;
    host.open().lines(entry(7, 10 * S)).counters(reading(10 * S_NS + 100_000, 5));
    host.watermark(10 * S_NS + 100_000).lines(ret(7, 10 * S + 200));
    host.lines(entry(8, 10 * S + 300), ret(8, 10 * S + 400)).watermark(11 * S_NS);
    assertThat(host.latencies).isEmpty();
    host.counters(reading(11 * S_NS, 5)).watermark(11 * S_NS + 1);
    assertThat(host.latencies.get(0).count()).isEqualTo(1);
    assertThat(host.latencies.get(0).discarded()).isEqualTo(1);
  }

  @Test
  void whatNoCountersCoverWhenTheHostFallsSilentIsDiscarded() {
    host.overwrite = false;
    host.engine.tick(1_000, host);
    host.open().lines(entry(7, 10 * S), ret(7, 10 * S + 50));
    host.engine.tick(12_000, host);
    assertThat(host.latencies.get(0).count()).isZero();
    assertThat(host.latencies.get(0).discarded()).isEqualTo(1);
  }

  private static Counters reading(long ns, long dropped) {
    return reading(ns, dropped, 0);
  }

  private static Counters reading(long ns, long dropped, long hits) {
    List<ProbeCounter> probes =
        List.of(new ProbeCounter("w", hits, 0), new ProbeCounter("w_ret", hits, 0));
    return new Counters(
        ns,
        ns,
        hits == 0 ? List.of() : probes,
        List.of(new CpuCounter(0, 0, 0, dropped, 0, 0)),
        AgentCounters.ZERO);
  }
}
