package io.probestream.streams.engine;

import static io.probestream.streams.engine.EngineHarness.counters;
import static io.probestream.streams.engine.EngineHarness.entry;
import static io.probestream.streams.engine.EngineHarness.ret;
import static org.assertj.core.api.Assertions.assertThat;

import io.probestream.schemas.window.LatencyWindow;
import io.probestream.schemas.window.MissedWindow;
import io.probestream.schemas.window.RateWindow;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Clocks that jump, hosts that lag, fall silent, restart: what the log says decides. */
class HostTimeTest {
  private static final long S = 1_000_000;
  private static final long S_NS = 1_000_000_000L;

  private final EngineHarness host = new EngineHarness();

  @Test
  void aHostOfWhichNothingIsHeardIsSilentAndOneRecordSaysFromWhenOn() {
    host.engine.tick(1_000, host);
    host.open().lines(entry(7, 10 * S), ret(7, 10 * S + 5));
    host.engine.tick(11_000, host);
    assertThat(silences()).isEmpty();
    host.engine.tick(11_001, host);
    host.engine.tick(60_000, host);
    assertThat(silences()).hasSize(1);
    MissedWindow silence = silences().get(0);
    assertThat(silence.startMs()).isEqualTo(11_000);
    assertThat(silence.session()).isEqualTo("s1");
    assertThat(host.rates).allMatch(RateWindow::partial);
  }

  @Test
  void aHostFallsSilentHoweverLongThatTakesThoughItIsGivenOnlyTheTicksThatAreDue() {
    HostEngine patient = new HostEngine("h", new EngineConfig(1_000, 0, 180_000, 2));
    EngineHarness slow = new EngineHarness(patient);
    slow.engine.tick(1_000, slow);
    slow.open().lines(entry(7, 10 * S), ret(7, 10 * S + 5));
    for (long second = 2; second < 200; second++) {
      if (slow.engine.isDue(second * 1_000)) {
        slow.engine.tick(second * 1_000, slow);
      }
    }
    assertThat(slow.missed).anyMatch(missed -> missed.silent() != null);
  }

  @Test
  void aHostWhoseCollectorEndedIsGoneAndNotSilent() {
    host.engine.tick(1_000, host);
    host.open().lines(entry(7, 10 * S)).close(counters(10 * S_NS + 100, 1, 0, 0, 1));
    host.engine.tick(60_000, host);
    assertThat(host.rates).hasSize(2);
    assertThat(silences()).isEmpty();
  }

  @Test
  void whatASilentHostSendsAfterAllIsLateWhereItsWindowWasClosedAndCountsFromThereOn() {
    host.engine.tick(1_000, host);
    host.open().lines(entry(7, 10 * S));
    host.engine.tick(20_000, host);
    host.lines(ret(7, 10 * S + 5), entry(7, 11 * S), ret(7, 11 * S + 5)).watermark(12 * S_NS);
    assertThat(host.rates)
        .extracting(RateWindow::startMs)
        .containsExactly(10_000L, 11_000L, 11_000L);
    assertThat(host.missed).anyMatch(m -> m.causes().late() == 1 && m.probe().equals("w_ret"));
    assertThat(host.engine.watermarkMs()).isEqualTo(12_000);
    host.engine.tick(40_000, host);
    assertThat(silences()).extracting(MissedWindow::startMs).containsExactly(11_000L, 12_000L);
  }

  @Test
  void aHostThatLagsIsJudgedByItsOwnEventTime() {
    host.open();
    for (int s = 0; s < 30; s++) {
      host.engine.tick(100_000 + s * 1_000, host);
      host.lines(entry(7, (10 + s) * S)).watermark((10 + s) * S_NS);
    }
    assertThat(silences()).isEmpty();
    assertThat(host.rates).hasSize(29).noneMatch(r -> r.startMs() > 10_000 && r.partial());
  }

  @Test
  void aHostIsNotSilentBecauseTicksStayedAwayOrTheirClockWasSetForward() {
    host.engine.tick(1_000, host);
    host.open().lines(entry(7, 10 * S), ret(7, 10 * S + 5)).watermark(3_600 * S_NS);
    host.engine.tick(86_400_000, host);
    assertThat(silences()).isEmpty();
    host.engine.tick(86_410_000, host);
    assertThat(silences()).isEmpty();
    host.engine.tick(86_410_001, host);
    assertThat(silences()).hasSize(1);
  }

  @Test
  void aClockSetForwardLeavesATimeWithoutWindows() {
    host.open().lines(entry(7, 10 * S)).close(counters(10 * S_NS, 1, 0, 0, 1));
    host.session = "s2";
    host.startMs = 500_000;
    host.open().lines(entry(7, 500 * S), ret(7, 500 * S + 5)).watermark(501 * S_NS);
    assertThat(host.rates)
        .extracting(RateWindow::startMs)
        .containsExactly(10_000L, 10_000L, 500_000L, 500_000L);
  }

  @Test
  void aClockSetBackMakesLinesLateAndTicksShowItThoughTheHostSpeaks() {
    host.engine.tick(1_000, host);
    host.open().lines(entry(7, 500 * S)).watermark(501 * S_NS);
    host.close(counters(501 * S_NS, 1, 0, 0, 1));
    host.session = "s2";
    host.startMs = 100;
    host.open();
    for (int s = 0; s < 40; s++) {
      host.engine.tick(2_000 + s * 1_000, host);
      host.lines(entry(7, (10 + s) * S), ret(7, (10 + s) * S + 5)).watermark((10 + s) * S_NS);
    }
    assertThat(host.rates).allMatch(r -> r.startMs() >= 500_000 && r.startMs() <= 505_000);
    assertThat(silences()).isEmpty();
    long late = host.missed.stream().mapToLong(m -> m.causes().late()).sum();
    assertThat(late).isBetween(60L, 80L);

    // The time that was counted once is reached again.
    host.watermark(502 * S_NS).lines(entry(7, 600 * S), ret(7, 600 * S + 5)).watermark(601 * S_NS);
    assertThat(host.rates.get(host.rates.size() - 1).startMs()).isEqualTo(600_000);
    assertThat(host.rates.get(host.rates.size() - 1).count()).isEqualTo(1);
    assertThat(host.missed.stream().mapToLong(m -> m.causes().late()).sum()).isEqualTo(80);
  }

  @Test
  void aClockSetBackByAMinuteIsCaughtUpWithSoonAfterThatMinute() {
    host.engine.tick(1_000, host);
    host.open().lines(entry(7, 500 * S)).watermark(501 * S_NS);
    host.close(counters(501 * S_NS, 1, 0, 0, 1));
    host.session = "s2";
    host.startMs = 441_000;
    host.open();
    for (int s = 0; s < 90; s++) {
      host.engine.tick(2_000 + s * 1_000, host);
      host.lines(entry(7, (441 + s) * S), ret(7, (441 + s) * S + 5)).watermark((442 + s) * S_NS);
    }
    assertThat(host.rates)
        .filteredOn(r -> r.startMs() >= 508_000 && r.probe().equals("w"))
        .hasSize(531 - 508)
        .allMatch(r -> r.count() == 1 && !r.partial());
  }

  @Test
  void aCollectorThatCameBackWithAnEarlierClockIsHeardOnceTheOldSessionIsSilent() {
    host.engine.tick(1_000, host);
    host.startMs = 5_000;
    host.open().lines(entry(7, 10 * S));
    EngineHarness back = new EngineHarness(host.engine);
    back.session = "s2";
    back.startMs = 2_000;
    back.open().lines(entry(9, 11 * S));
    assertThat(back.rates).isEmpty();
    host.engine.tick(12_000, host);
    assertThat(silences()).hasSize(1);
    back.status(counters(0, 0, 0, 0, 0), false).lines(entry(9, 12 * S)).watermark(13 * S_NS);
    assertThat(back.rates).extracting(RateWindow::count).containsExactly(1L);
    assertThat(back.rates.get(0).warmup()).isTrue();
  }

  @Test
  void aSessionThatBeginsAndEndsWithinAWindowGivesOnePartialWindowWithItsTotals() {
    host.open().lines(entry(7, 10 * S + 100), ret(7, 10 * S + 200));
    host.close(counters(10 * S_NS + 300_000, 1, 0, 0, 2));
    host.session = "s2";
    host.startMs = 12_000;
    host.open().watermark(20 * S_NS);
    assertThat(host.rates).hasSize(2).allMatch(RateWindow::partial);
    assertThat(host.latencies.get(0).count()).isEqualTo(1);
    assertThat(host.missed).anyMatch(m -> m.closing() && m.lineLaw() != null);
    assertThat(host.missed).allMatch(m -> m.startMs() == 10_000);
  }

  @Test
  void anEntryWithoutAReturnIsGivenUpAfterTheLongestCall() {
    EngineHarness brief = new EngineHarness(engine(60_000));
    brief.open();
    brief.lines(entry(7, 10 * S)).watermark(30 * S_NS).watermark(69 * S_NS);
    assertThat(brief.latencies).hasSize(59).allMatch(w -> w.inFlight().atEnd() == 1);
    assertThat(brief.latencies).allMatch(w -> w.orphanEntry() == 0);
    brief.watermark(80 * S_NS);
    LatencyWindow last = brief.latencies.get(brief.latencies.size() - 1);
    assertThat(last.startMs()).isEqualTo(70_000);
    assertThat(last.orphanEntry()).isEqualTo(1);
    assertThat(last.inFlight().atEnd()).isZero();
  }

  @Test
  void tasksThatEndedAndProbesThatAreGoneLeaveNothingInTheState() throws IOException {
    EngineHarness brief = new EngineHarness(engine(60_000));
    long[] bytes = new long[12];
    int pid = 1;
    long us = 10 * S;
    for (int hour = 0; hour < bytes.length; hour++) {
      brief.session = "session-" + (100 + hour);
      brief.startMs = 1_000L + hour;
      brief.open();
      for (int call = 0; call < 200; call++) {
        us += S;
        brief.nowMs = us / 1_000;
        brief.lines(entry(pid++, us)).watermark(us * 1_000);
      }
      bytes[hour] = size(brief.engine);
      brief.close(counters(us * 1_000, 0, 0, 0, 0));
    }
    // Sixty-odd open frames and the names of ended sessions.
    for (int hour = 2; hour < bytes.length; hour++) {
      assertThat(bytes[hour]).isBetween(bytes[1] - 1_000, bytes[1] + 1_000);
    }
  }

  private static HostEngine engine(long maxCallMs) {
    return new HostEngine("h", new EngineConfig(1_000, 0, 10_000, maxCallMs, 2));
  }

  private static long size(HostEngine engine) throws IOException {
    DataOutputStream out = new DataOutputStream(OutputStream.nullOutputStream());
    engine.write(out);
    return out.size();
  }

  private List<MissedWindow> silences() {
    return host.missed.stream().filter(m -> m.silent() != null).toList();
  }
}
