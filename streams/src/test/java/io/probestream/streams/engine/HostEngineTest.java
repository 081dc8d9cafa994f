package io.probestream.streams.engine;

import static io.probestream.streams.engine.EngineHarness.counters;
import static io.probestream.streams.engine.EngineHarness.entry;
import static io.probestream.streams.engine.EngineHarness.ret;
import static org.assertj.core.api.Assertions.assertThat;

import io.probestream.schemas.raw.RecordType;
import io.probestream.schemas.window.LatencyWindow;
import io.probestream.schemas.window.LineLaw;
import io.probestream.schemas.window.MissedWindow;
import io.probestream.schemas.window.RateWindow;
import io.probestream.schemas.window.SessionTotals;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HostEngineTest {
  private static final long S = 1_000_000;
  private static final long S_NS = 1_000_000_000;

  private final EngineHarness host = new EngineHarness();

  @AfterEach
  void theLawsHold() {
    assertThat(host.violations()).isEmpty();
  }

  @Test
  void aCallBelongsToTheWindowOfItsReturn() {
    host.open().lines(entry(7, 10 * S + 900_000), ret(7, 11 * S + 100_000)).watermark(12 * S_NS);
    assertThat(host.rates).extracting(RateWindow::probe).containsExactly("w", "w_ret");
    assertThat(host.latencies).extracting(LatencyWindow::startMs).containsExactly(10_000L, 11_000L);
    assertThat(host.latencies).extracting(LatencyWindow::count).containsExactly(0L, 1L);
    assertThat(host.latencies.get(1).sumNs()).isEqualTo(200_000_000);
    assertThat(host.latencies.get(1).completenessPpm()).isEqualTo(1_000_000);
  }

  @Test
  void whoTakesNoWindowsGetsNoneAndTheSameTotals() {
    host.engine.keepTotals(false);
    host.takesWindows = false;
    host.open().lines(entry(7, 10 * S), ret(7, 10 * S + 5)).watermark(11 * S_NS);
    host.close(counters(12 * S_NS, 1, 0, 0, 2));
    host.engine.end(host);
    assertThat(host.rates).isEmpty();
    assertThat(host.latencies).isEmpty();
    assertThat(host.missed).isEmpty();
    assertThat(host.engine.summary().functions().get(0).count()).isEqualTo(1);
  }

  /** Found by PairingModelTest: the line says of a CPU that was last read long before. */
  @Test
  void aGapMayHoldTheLostLineOfALossThatLiesFurtherBack() {
    host.open().lines(entry(7, 10 * S), ret(7, 10 * S + 20_000).replace("[000]", "[001]"));
    host.lines(entry(8, 10 * S + 30_000).replace("[000]", "[001]"));
    host.line += 2; // one of them LOST, of CPU 0
    host.lines(entry(9, 10 * S + 31_000)).watermark(11 * S_NS);
    assertThat(host.latencies).hasSize(1);
    assertThat(host.latencies.get(0).count()).isZero();
    assertThat(host.latencies.get(0).discarded()).isEqualTo(1);
  }

  @Test
  void aWindowClosesWhenTheWatermarkPassesItsEndAndNotBefore() {
    host.open().lines(entry(7, 10 * S), ret(7, 10 * S + 5)).watermark(11 * S_NS - 1);
    assertThat(host.rates).isEmpty();
    host.watermark(11 * S_NS);
    assertThat(host.rates).hasSize(2);
    assertThat(host.engine.watermarkMs()).isEqualTo(11_000);
  }

  @Test
  void aLineOfAClosedWindowIsLateAndChangesNoWindow() {
    host.open().lines(entry(7, 10 * S)).watermark(11 * S_NS).lines(ret(7, 10 * S + 5));
    host.watermark(12 * S_NS);
    assertThat(host.rates).hasSize(1);
    assertThat(host.missed).hasSize(1);
    assertThat(host.missed.get(0).causes().late()).isEqualTo(1);
  }

  @Test
  void aGapInTheLinesIsTransportLostAndNoCallSpansIt() {
    host.open().lines(entry(7, 10 * S));
    host.line += 3;
    host.lines(ret(7, 10 * S + 5)).watermark(11 * S_NS);
    assertThat(host.latencies.get(0).count()).isZero();
    assertThat(host.latencies.get(0).discarded()).isEqualTo(1);
    assertThat(hostMissed().causes().transportLost()).isEqualTo(3);
    assertThat(host.rates.get(0).lostMax()).isEqualTo(3);
  }

  @Test
  void aLossBeforeTheFirstRecordOfItsCpuMarksTheWindowOfThatRecord() {
    host.open().lines("CPU:0 [LOST 7 EVENTS]", entry(7, 10 * S), ret(7, 10 * S + 5));
    host.watermark(11 * S_NS);
    assertThat(host.rates).extracting(RateWindow::count).containsExactly(1L, 1L);
    assertThat(host.rates).extracting(RateWindow::lostMax).containsExactly(7L, 7L);
  }

  @Test
  void aRecordThatArrivesTwiceCountsOnce() {
    host.open().lines(entry(7, 10 * S), ret(7, 10 * S + 5));
    host.seq--;
    host.line -= 2;
    host.lines(entry(7, 10 * S), ret(7, 10 * S + 5)).watermark(11 * S_NS);
    assertThat(host.rates.get(0).count()).isEqualTo(1);
    assertThat(hostMissed().causes().duplicate()).isEqualTo(2);
  }

  @Test
  void aRecordBehindALaterOneIsReorderedAndItsLinesStayLostOnTheWay() {
    host.open().lines(entry(7, 10 * S));
    EngineHarness late = new EngineHarness(host.engine);
    late.seq = host.seq++;
    late.line = host.line++;
    host.lines(ret(7, 10 * S + 5));
    late.lines(entry(8, 10 * S + 2));
    late.seq--;
    late.line--;
    late.lines(entry(8, 10 * S + 2));
    host.close(counters(10 * S_NS + 100, 2, 0, 0, 3)).engine.end(host);
    assertThat(hostMissed().causes().reordered()).isEqualTo(1);
    assertThat(hostMissed().causes().transportLost()).isEqualTo(1);
    assertThat(hostMissed().causes().duplicate()).isEqualTo(1);
    assertThat(hostMissed().lineLaw()).isEqualTo(new LineLaw(3, 2, 2, 0, 0, 0, 1, 0, true));
    assertThat(host.latencies.get(0).discarded()).isEqualTo(1);
  }

  @Test
  void countersAreBookedOnlyWhenTheLinesBeforeThemWereRead() {
    host.open().lines(entry(7, 10 * S), ret(7, 10 * S + 5));
    host.counters(counters(10 * S_NS + S_NS / 2, 5, 2, 7, 2));
    host.watermark(10 * S_NS + S_NS / 4);
    assertThat(host.rates).isEmpty();
    host.watermark(11 * S_NS);
    assertThat(host.rates.get(0).hits()).isEqualTo(5);
    assertThat(host.rates.get(1).hits()).isEqualTo(3);
    assertThat(host.rates.get(0).lostMax()).isEqualTo(4);
    assertThat(host.rates.get(1).lostMax()).isEqualTo(2);
    assertThat(host.latencies.get(0).returnMissed()).isEqualTo(2);
    assertThat(hostMissed().causes().ringLost()).isEqualTo(7);
  }

  @Test
  void theTwoLawsHoldAtTheSessionsEnd() {
    host.open().lines(entry(7, 10 * S), ret(7, 10 * S + 5), entry(7, 10 * S + 10));
    host.close(counters(10 * S_NS + S_NS / 2, 4, 1, 3, 3));
    host.engine.end(host);
    MissedWindow whole = hostMissed();
    assertThat(whole.closing()).isTrue();
    assertThat(whole.lineLaw().handedOut()).isEqualTo(whole.lineLaw().records()).isEqualTo(3);
    assertThat(whole.lineLaw().ringLost()).isEqualTo(3);
    for (MissedWindow probe : host.missed) {
      if (probe.totals() != null) {
        var t = probe.totals();
        assertThat(t.hits())
            .isBetween(
                t.seen() + t.lostMin() + t.unrecordedMin(),
                t.seen() + t.lostMax() + t.unrecordedMax());
        assertThat(t.hits()).isEqualTo(t.seen() + t.lostMin() + t.unrecordedMax());
      }
    }
  }

  @Test
  void aLaterSessionOfTheSameHostWinsAndTheOlderOneIsNotAggregated() {
    host.open().lines(entry(7, 10 * S));
    EngineHarness newer = new EngineHarness(host.engine);
    newer.session = "s2";
    newer.startMs = 2_000;
    newer.open();
    host.lines(ret(7, 10 * S + 5));
    newer.lines(entry(9, 10 * S + 50), ret(9, 10 * S + 60)).watermark(11 * S_NS);
    assertThat(newer.latencies.get(0).count()).isEqualTo(1);
    assertThat(newer.rates.get(0).count()).isEqualTo(2);
    assertThat(newer.missed).anyMatch(m -> m.causes().hostConflict() == 1);
  }

  @Test
  void aSilentHostIsClosedByTicksAndHoldsNobodyBack() {
    host.engine.tick(1_000, host);
    host.open().lines(entry(7, 10 * S));
    host.engine.tick(11_000, host);
    assertThat(host.rates).isEmpty();
    host.engine.tick(11_001, host);
    assertThat(host.rates).hasSize(1);
    assertThat(host.rates.get(0).partial()).isTrue();
    assertThat(host.engine.watermarkMs()).isEqualTo(HostEngine.NO_WATERMARK);
  }

  @Test
  void behindAClosedSessionTicksCloseItsWindowsAndANextSessionIsNotLate() {
    host.open().lines(entry(7, 10 * S), ret(7, 10 * S + 5));
    host.close(counters(10 * S_NS + 5, 1, 0, 0, 2));
    host.engine.tick(11_999, host);
    assertThat(host.missed).isEmpty();
    host.engine.tick(12_000, host);
    assertThat(hostMissed().closing()).isTrue();
    assertThat(hostMissed().lineLaw().handedOut()).isEqualTo(2);
    host.session = "s2";
    host.open().lines(entry(7, 11 * S), ret(7, 11 * S + 5)).watermark(12 * S_NS);
    assertThat(host.latencies).extracting(w -> w.startMs()).containsExactly(10_000L, 11_000L);
  }

  @Test
  void aLineOrAWatermarkFromTheFutureIsNotBelieved() {
    host.nowMs = 20_000;
    host.open().lines(entry(7, 10 * S), ret(7, 3_000 * S)).watermark(5_000 * S_NS);
    assertThat(host.rates).isEmpty();
    assertThat(host.rejects).hasSize(1);
    host.watermark(11 * S_NS);
    assertThat(hostMissed().causes().clockAhead()).isEqualTo(1);
  }

  @Test
  void aLostLineTaintsAndFlagsButDoesNotCountWhereTheKernelsStatisticsDo() {
    host.open()
        .lines(entry(7, 10 * S), "CPU:0 [LOST 4096 EVENTS]", ret(7, 10 * S + 5))
        .watermark(11 * S_NS);
    assertThat(host.latencies.get(0).discarded()).isEqualTo(1);
    assertThat(host.rates.get(0).lostMax()).isEqualTo(4096);
    assertThat(host.missed).noneMatch(m -> m.causes().ringLost() > 0);
  }

  @Test
  void jsonThatIsNoneIsRejectedWithAReason() {
    host.open().send(RecordType.COUNTERS, "{".getBytes(StandardCharsets.US_ASCII), 0);
    assertThat(host.rejects).hasSize(1);
    assertThat(host.rejects.get(0).reason()).startsWith("not a Counters");
  }

  @Test
  void sessionsThatEndInOneWindowAddUp() {
    host.open().lines(entry(7, 10 * S), ret(7, 10 * S + 5));
    host.close(counters(10 * S_NS + 100, 1, 0, 0, 2));
    host.session = "s2";
    host.startMs = 2_000;
    host.open().lines(entry(7, 10 * S + 500), ret(7, 10 * S + 505));
    host.close(counters(10 * S_NS + 600_000, 3, 0, 4, 2)).watermark(11 * S_NS);
    host.engine.end(host);
    assertThat(host.latencies).hasSize(1);
    assertThat(host.latencies.get(0).count()).isEqualTo(2);
    assertThat(host.latencies.get(0).partial()).isTrue();
    LineLaw law = hostMissed().lineLaw();
    assertThat(law).isEqualTo(new LineLaw(4, 4, 4, 0, 0, 0, 0, 4, true));
    assertThat(totals("w")).isEqualTo(new SessionTotals(4, 0, 2, 2, 2, 0, 0, true));
  }

  @Test
  void aSessionThatBreaksOffLeavesItsTotalsAndSaysThatTheyAreNotExact() {
    host.open().lines(entry(7, 10 * S), ret(7, 10 * S + 5));
    host.counters(counters(10 * S_NS + 100, 1, 0, 0, 1));
    host.session = "s2";
    host.startMs = 2_000;
    host.open().watermark(11 * S_NS);
    assertThat(hostMissed().closing()).isTrue();
    assertThat(hostMissed().lineLaw()).isEqualTo(new LineLaw(1, 2, 2, 0, 0, 0, 0, 0, false));
    assertThat(totals("w").seen()).isEqualTo(1);
    assertThat(totals("w").exact()).isFalse();
  }

  @Test
  void aStatusShowsTheTotalsOfASessionThatGoesOn() {
    host.open().lines(entry(7, 10 * S), ret(7, 10 * S + 5));
    host.status(counters(10 * S_NS + 100, 3, 0, 4, 2), false).watermark(11 * S_NS);
    assertThat(hostMissed().closing()).isFalse();
    assertThat(hostMissed().lineLaw().ringLost()).isEqualTo(4);
    assertThat(totals("w").hits()).isEqualTo(3);
  }

  @Test
  void theAccountOfASessionGoesOnWhenItsProbesChange() {
    host.open().lines(entry(7, 10 * S), ret(7, 10 * S + 5));
    host.probes = EngineHarness.PROBES.subList(0, 1);
    host.status(counters(10 * S_NS + 100, 1, 0, 0, 2), false).lines(entry(7, 10 * S + 200));
    host.close(counters(10 * S_NS + 300_000, 2, 0, 0, 3));
    host.engine.end(host);
    assertThat(hostMissed().lineLaw()).isEqualTo(new LineLaw(3, 3, 3, 0, 0, 0, 0, 0, true));
    assertThat(totals("w").seen()).isEqualTo(2);
    assertThat(totals("w_ret").seen()).isEqualTo(1);
  }

  private SessionTotals totals(String probe) {
    return host.missed.stream()
        .filter(m -> m.probe().equals(probe))
        .map(MissedWindow::totals)
        .reduce((a, b) -> b)
        .orElseThrow();
  }

  private MissedWindow hostMissed() {
    return host.missed.stream().filter(m -> m.probe().equals("-")).findFirst().orElseThrow();
  }
}
