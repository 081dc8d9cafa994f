package io.probestream.streams.engine;

import static io.probestream.streams.engine.EngineHarness.counters;
import static io.probestream.streams.engine.EngineHarness.entry;
import static io.probestream.streams.engine.EngineHarness.ret;
import static org.assertj.core.api.Assertions.assertThat;

import io.probestream.schemas.window.InFlight;
import io.probestream.schemas.window.LatencyWindow;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls in flight, by window. */
class InFlightTest {
  private static final long S = 1_000_000; // in µs, as the lines' times

  private final EngineHarness host = new EngineHarness();

  @Test
  void aCallThatHangsIsInEveryWindowWhileItHangs() {
    host.open().lines(entry(7, 10 * S + 250_000));
    for (int second = 11; second <= 15; second++) {
      host.watermark(second * S * 1_000);
    }
    host.lines(ret(7, 15 * S + 500_000)).watermark(20 * S * 1_000);
    assertThat(host.latencies)
        .extracting(LatencyWindow::startMs)
        .containsExactly(10_000L, 11_000L, 12_000L, 13_000L, 14_000L, 15_000L);
    assertThat(host.latencies.get(0).inFlight())
        .isEqualTo(new InFlight(1, 0, 1, null, 750_000_000, 0));
    assertThat(host.latencies.get(4).inFlight())
        .isEqualTo(new InFlight(1, 0, 1, null, 4_750_000_000L, 0));
    assertThat(host.latencies.get(4).count()).isZero();
    // Where it returns it was in flight, and is no more at the end.
    assertThat(host.latencies.get(5).inFlight()).isEqualTo(new InFlight(0, 0, 1, null, 0, 0));
    assertThat(host.latencies.get(5).count()).isEqualTo(1);
  }

  @Test
  void aWatermarkThatPassesManyWindowsAtOnceLeavesNoneOut() {
    host.open().lines(entry(7, 10 * S + 250_000)).watermark(15 * S * 1_000);
    assertThat(host.latencies).hasSize(5).allMatch(w -> w.inFlight().atEnd() == 1);
  }

  @Test
  void aCallThatReturnedBeforeTheWindowClosesWasInFlightAtItsEnd() {
    host.open().lines(entry(7, 10 * S + 999_000), ret(7, 11 * S + 1_000));
    host.watermark(12 * S * 1_000);
    assertThat(host.latencies).hasSize(2);
    assertThat(host.latencies.get(0).inFlight())
        .isEqualTo(new InFlight(1, 0, 1, null, 1_000_000, 0));
    assertThat(host.latencies.get(1).inFlight()).isEqualTo(new InFlight(0, 0, 1, null, 0, 0));
  }

  @Test
  void theMostAtOnceCountsThoseThatBeganEarlier() {
    host.open().lines(entry(7, 10 * S), entry(8, 10 * S + 1), entry(9, 10 * S + 2));
    host.lines(ret(7, 11 * S), entry(7, 11 * S + 5), ret(8, 11 * S + 9));
    host.watermark(12 * S * 1_000);
    assertThat(host.latencies).extracting(w -> w.inFlight().max()).containsExactly(3L, 3L);
    assertThat(host.latencies).extracting(w -> w.inFlight().atEnd()).containsExactly(3L, 2L);
  }

  @Test
  void whatWasOpenAtALossIsCountedApart() {
    host.open().lines(entry(7, 10 * S), "CPU:0 [LOST 3 EVENTS]", entry(8, 10 * S + 500_000));
    host.watermark(11 * S * 1_000);
    assertThat(host.latencies).hasSize(1);
    assertThat(host.latencies.get(0).inFlight())
        .isEqualTo(new InFlight(1, 1, 1, null, 500_000_000, 1_000_000_000));
  }

  @Test
  void aCallFoundToHaveNoReturnWasInFlightUntilThen() {
    host.open().lines(entry(7, 10 * S)).watermark(11 * S * 1_000);
    host.lines(entry(7, 11 * S + 300_000)).watermark(12 * S * 1_000);
    assertThat(host.latencies).extracting(w -> w.inFlight().atEnd()).containsExactly(1L, 1L);
    assertThat(host.latencies.get(1).inFlight().oldestNs()).isEqualTo(700_000_000);
    assertThat(host.latencies.get(1).orphanEntry()).isEqualTo(1);
  }

  @Test
  void aSessionThatEndsLeavesItsCallsInItsLastWindow() {
    host.open().lines(entry(7, 10 * S), entry(8, 10 * S + 400_000));
    host.watermarkNs = 10 * S * 1_000 + 600_000_000;
    host.close(counters(host.watermarkNs, 2, 2, 0, 2));
    host.engine.tick(host.nowMs, host);
    host.engine.tick(20_000, host);
    assertThat(host.latencies).hasSize(1);
    assertThat(host.latencies.get(0).inFlight().atEnd()).isEqualTo(2);
    assertThat(host.violations()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void whateverTheChunksAndWatermarksEachWindowSaysWhatWasInFlight(long seed) {
    Random random = new Random(seed);
    List<long[]> calls = new ArrayList<>(); // task, from, to; in µs
    TreeMap<Long, String> lines = new TreeMap<>();
    for (int pid = 1; pid <= 6; pid++) {
      long us = 10 * S + random.nextInt(300_000);
      while (us < 40 * S) {
        long end = us + 1 + random.nextInt(random.nextInt(4) == 0 ? 5_000_000 : 200_000);
        // Times are made different so that their order is given.
        us = us / 10 * 10 + pid;
        end = end / 10 * 10 + 10 + pid;
        calls.add(new long[] {pid, us, end});
        lines.put(us, entry(pid, us));
        lines.put(end, ret(pid, end));
        us = end + 10 + random.nextInt(1_500_000);
      }
    }
    host.open();
    long sent = 0;
    for (long us : lines.keySet()) {
      host.lines(lines.get(us));
      if (random.nextInt(20) == 0) {
        sent = Math.max(sent, us - random.nextInt(1_500_000));
        host.watermark(sent * 1_000);
      }
    }
    host.watermark(lines.lastKey() * 1_000 + 2_000_000_000L);
    TreeMap<Long, InFlight> found = new TreeMap<>();
    host.latencies.forEach(w -> assertThat(found.put(w.startMs(), w.inFlight())).isNull());
    TreeMap<Long, InFlight> expected = new TreeMap<>();
    for (long ms = 10_000; ms * 1_000 <= lines.lastKey(); ms += 1_000) {
      InFlight one = expected(calls, ms * 1_000, ms * 1_000 + S);
      if (one.max() > 0) {
        expected.put(ms, one);
      }
    }
    assertThat(found).as("seed %d", seed).isEqualTo(expected);
  }

  private static InFlight expected(List<long[]> calls, long startUs, long endUs) {
    long atEnd = 0;
    long oldest = endUs;
    long max = 0;
    for (long[] call : calls) {
      if (call[1] < endUs && endUs <= call[2]) {
        atEnd++;
        oldest = Math.min(oldest, call[1]);
      }
      // At most where the window starts or where a call begins.
      for (long at : new long[] {startUs, call[1]}) {
        if (startUs <= at && at < endUs) {
          max = Math.max(max, calls.stream().filter(c -> c[1] <= at && at < c[2]).count());
        }
      }
    }
    return new InFlight(atEnd, 0, max, null, (endUs - oldest) * 1_000, 0);
  }
}
