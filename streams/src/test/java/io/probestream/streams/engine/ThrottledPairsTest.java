package io.probestream.streams.engine;

import static io.probestream.streams.engine.EngineHarness.entry;
import static io.probestream.streams.engine.EngineHarness.ret;
import static org.assertj.core.api.Assertions.assertThat;

import io.probestream.schemas.raw.AgentCounters;
import io.probestream.schemas.raw.Counters;
import io.probestream.schemas.raw.CpuCounter;
import io.probestream.schemas.raw.ProbeCounter;
import io.probestream.schemas.raw.ProbeStatus;
import io.probestream.schemas.raw.Throttle;
import io.probestream.schemas.window.LatencyWindow;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A pair that the collector switches off and on again. */
class ThrottledPairsTest {
  private static final long S = 1_000_000;

  private EngineHarness host = new EngineHarness();
  private long entries;
  private long returns;
  private long times;

  @AfterEach
  void theLawsHold() {
    assertThat(host.violations()).isEmpty();
  }

  @Test
  void aCallThatSpansTheTimeOffIsNoLatencyAndThoseAroundItAre() {
    host.open();
    call(7, 10 * S);
    lines(entry(7, 11 * S));
    off(12 * S).watermark(13 * S * 1_000);
    on(22 * S);
    lines(ret(7, 23 * S)); // at the stack pointer of the entry at 11 s
    call(7, 24 * S);
    end(25 * S);
    assertThat(count()).isEqualTo(2);
    assertThat(host.latencies).extracting(LatencyWindow::maxNs).allMatch(ns -> ns <= 5_000);
    assertThat(sum(LatencyWindow::orphanEntry)).isEqualTo(1);
    assertThat(sum(LatencyWindow::orphanReturn)).isEqualTo(1);
    assertThat(sum(LatencyWindow::discarded)).isZero();
  }

  @Test
  void linesOfBeforeThatAreReadBehindTheStatusStillMakeCalls() {
    host.open();
    lines(entry(7, 11 * S));
    off(12 * S);
    lines(ret(7, 11 * S + 5));
    call(8, 11 * S + 10);
    host.watermark(13 * S * 1_000);
    on(22 * S);
    end(25 * S);
    assertThat(count()).isEqualTo(2);
  }

  @Test
  void nothingIsInFlightWhileNothingIsKnownOfIt() {
    host.open();
    lines(entry(7, 11 * S));
    off(12 * S);
    host.watermark(11_500_000_000L);
    for (long us = 13 * S; us < 60 * S; us += S) {
      host.counters(counters(us)).watermark(us * 1_000);
    }
    assertThat(host.latencies).extracting(LatencyWindow::endMs).last().isEqualTo(13_000L);
    assertThat(host.latencies.get(host.latencies.size() - 1).inFlight().atEnd()).isZero();
    end(60 * S);
  }

  @Test
  void aStatusThatDidNotArriveChangesNothing() {
    host.open();
    lines(entry(7, 11 * S));
    times++; // off, which nobody heard of
    host.watermark(13 * S * 1_000);
    on(22 * S);
    lines(ret(7, 23 * S));
    lines(entry(7, 24 * S));
    times++; // off and on, and off again
    off(40 * S);
    lines(ret(7, 39 * S));
    end(41 * S);
    assertThat(count()).isZero();
  }

  @Test
  void momentsOfSwitchingAreNotBlamedOnTheKernel() {
    host.open();
    for (int i = 0; i < 5; i++) {
      call(7, 10 * S + 100L * i);
    }
    lines(entry(7, 11 * S), entry(7, 11 * S + 5), entry(7, 11 * S + 10)); // returns went off first
    off(12 * S).watermark(13 * S * 1_000);
    on(22 * S);
    lines(entry(7, 23 * S), entry(7, 23 * S + 5)); // and came back last
    for (int i = 0; i < 5; i++) {
      call(7, 24 * S + 100L * i);
      host.counters(counters(24 * S + 100L * i + 50)).watermark((24 * S + 100L * i + 50) * 1_000);
    }
    end(30 * S);
    assertThat(count()).isEqualTo(10);
    assertThat(host.missed.stream().mapToLong(m -> m.causes().inferredMissed()).sum()).isZero();
  }

  @Test
  void aRestoredEngineKnowsWhatIsOff() throws IOException {
    host.open();
    lines(entry(7, 11 * S));
    off(12 * S);
    restore();
    host.watermark(13 * S * 1_000);
    restore();
    on(22 * S);
    lines(ret(7, 23 * S));
    end(25 * S);
    assertThat(count()).isZero();
    assertThat(sum(LatencyWindow::orphanEntry)).isEqualTo(1);
  }

  private void restore() throws IOException {
    ByteArrayOutputStream state = new ByteArrayOutputStream();
    host.engine.write(new DataOutputStream(state));
    EngineHarness next =
        new EngineHarness(
            HostEngine.read(
                "h",
                EngineConfig.standard(),
                new DataInputStream(new ByteArrayInputStream(state.toByteArray()))));
    next.rates.addAll(host.rates);
    next.latencies.addAll(host.latencies);
    next.missed.addAll(host.missed);
    next.seq = host.seq;
    next.line = host.line;
    next.watermarkNs = host.watermarkNs;
    host = next;
  }

  private void call(int pid, long us) {
    lines(entry(pid, us), ret(pid, us + 5));
  }

  private void lines(String... lines) {
    host.lines(lines);
    for (String line : lines) {
      entries += line.contains("w: (") ? 1 : 0;
      returns += line.contains("w_ret: (") ? 1 : 0;
    }
  }

  private EngineHarness off(long us) {
    times++;
    host.state = ProbeStatus.DISABLED;
    host.throttle = new Throttle(times, us / 1_000, us / 1_000 + 10_000, "too many hits");
    return host.status(counters(us), false);
  }

  private void on(long us) {
    host.state = ProbeStatus.ENABLED;
    host.throttle = new Throttle(times, us / 1_000 - 10_000, us / 1_000, "too many hits");
    host.status(counters(us), false);
  }

  private void end(long us) {
    host.close(counters(us)).engine.end(host);
  }

  private Counters counters(long us) {
    long ns = us * 1_000;
    return new Counters(
        ns,
        ns,
        List.of(new ProbeCounter("w", entries, 0), new ProbeCounter("w_ret", returns, 0)),
        List.of(new CpuCounter(0, 0, 0, 0, host.line, 0)),
        AgentCounters.ZERO);
  }

  private long count() {
    return sum(LatencyWindow::count);
  }

  private long sum(ToLongFunction<LatencyWindow> of) {
    return host.latencies.stream().mapToLong(of).sum();
  }
}
