package io.probestream.streams.engine;

import static io.probestream.streams.engine.EngineHarness.counters;
import static io.probestream.streams.engine.EngineHarness.entry;
import static io.probestream.streams.engine.EngineHarness.ret;
import static org.assertj.core.api.Assertions.assertThat;

import io.probestream.schemas.raw.Counters;
import io.probestream.schemas.raw.CpuCounter;
import io.probestream.schemas.raw.LeftBehind;
import io.probestream.schemas.raw.ProbeCounter;
import io.probestream.schemas.window.LineLaw;
import io.probestream.schemas.window.MissedWindow;
import io.probestream.schemas.window.SessionTotals;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A collector is killed, and the next one tells what the kernel had counted for it. */
class LeftBehindTest {
  private static final long S = 1_000_000;
  private static final long S_NS = 1_000_000_000;
  private static final Counters ZERO = counters(0, 0, 0, 0, 0);

  private final EngineHarness host = new EngineHarness();

  /** 9 hits each; 18 events: 3 overrun, 12 read, 3 never read. */
  private static LeftBehind left(String group) {
    return new LeftBehind(
        group,
        List.of(new ProbeCounter("w", 9, 0), new ProbeCounter("w_ret", 9, 0)),
        List.of(new CpuCounter(0, 2, 1, 0, 7, 80), new CpuCounter(1, 1, 2, 0, 5, 40)));
  }

  private void beginNext(LeftBehind... left) {
    host.session = "s2";
    host.startMs = 2_000;
    host.seq = 0;
    host.line = 0;
    host.leftBehind = List.of(left);
    host.status(ZERO, false).watermark(12 * S_NS);
  }

  private LineLaw lines() {
    return closing("-").lineLaw();
  }

  private MissedWindow closing(String probe) {
    return host.missed.stream()
        .filter(m -> m.closing() && m.probe().equals(probe))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void theSessionOfTheKilledOneIsClosedExactly() {
    host.open().lines(entry(7, 10 * S), ret(7, 10 * S + 9), entry(8, 10 * S + 10));
    beginNext(left("ps"));
    assertThat(lines()).isEqualTo(new LineLaw(12, 3, 3, 0, 0, 9, 0, 6, true));
    // 18 hits, 3 seen, 15 lost: all that is unseen.
    assertThat(closing("w").totals()).isEqualTo(new SessionTotals(9, 0, 2, 0, 7, 0, 7, true));
    assertThat(closing("w_ret").totals()).isEqualTo(new SessionTotals(9, 0, 1, 0, 8, 0, 8, true));
    assertThat(closing("-").causes().collectorDropped()).isEqualTo(9);
    assertThat(closing("-").causes().ringLost()).isEqualTo(6);
    assertThat(host.violations()).isEmpty();
  }

  @Test
  void whatWasPublishedAndDidNotArriveIsNotCountedTwice() {
    host.open().lines(entry(7, 10 * S)).lines(ret(7, 10 * S + 9));
    host.seq++;
    host.line += 4; // a record of 4 lines is missing
    host.lines(entry(8, 10 * S + 10));
    beginNext(left("ps"));
    assertThat(lines()).isEqualTo(new LineLaw(12, 3, 3, 0, 0, 5, 4, 6, true));
    assertThat(host.violations()).isEmpty();
  }

  @Test
  void allOfItArrivedSoThatNothingWasDropped() {
    host.open();
    for (int i = 0; i < 6; i++) {
      host.lines(entry(i, 10 * S + 10L * i), ret(i, 10 * S + 10L * i + 5));
    }
    host.counters(counters(10 * S_NS + 500, 6, 0, 0, 7));
    beginNext(left("ps"));
    assertThat(lines()).isEqualTo(new LineLaw(12, 12, 12, 0, 0, 0, 0, 6, true));
    assertThat(closing("w").totals()).isEqualTo(new SessionTotals(9, 0, 6, 3, 3, 0, 0, true));
    assertThat(host.violations()).isEmpty();
  }

  @Test
  void anotherCollectorsLeftoversCloseNothing() {
    host.open().lines(entry(7, 10 * S));
    beginNext(left("probestream_4711"), new LeftBehind("ps", List.of(), List.of()));
    assertThat(lines().exact()).isFalse();
    assertThat(lines().collectorDropped()).isZero();
    assertThat(host.violations()).isEmpty();
  }

  @Test
  void aSessionThatSaidItsEndIsNotClosedAgain() {
    host.open().lines(entry(7, 10 * S)).close(counters(10 * S_NS + 500, 1, 0, 0, 1));
    beginNext(left("ps"));
    assertThat(lines()).isEqualTo(new LineLaw(1, 1, 1, 0, 0, 0, 0, 0, true));
    assertThat(host.missed.stream().filter(MissedWindow::closing)).hasSize(3);
    assertThat(host.violations()).isEmpty();
  }
}
