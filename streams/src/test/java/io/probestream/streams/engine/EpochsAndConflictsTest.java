package io.probestream.streams.engine;

import static io.probestream.streams.engine.EngineHarness.counters;
import static io.probestream.streams.engine.EngineHarness.entry;
import static io.probestream.streams.engine.EngineHarness.ret;
import static org.assertj.core.api.Assertions.assertThat;

import io.probestream.schemas.window.MissedWindow;
import io.probestream.schemas.window.RateWindow;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Counters that go backwards, and two collectors that claim one host. */
class EpochsAndConflictsTest {
  private static final long S = 1_000_000;
  private static final long S_NS = 1_000_000_000;

  private final EngineHarness host = new EngineHarness();

  @Test
  void aProbeThatWasMadeAnewCountsFromZeroAgain() {
    host.open().counters(counters(10 * S_NS, 100, 10, 0, 0)).lines(entry(7, 10 * S));
    host.counters(counters(10 * S_NS + 500, 3, 1, 0, 1)).watermark(11 * S_NS);
    assertThat(host.rates.get(0).hits()).isEqualTo(103);
    assertThat(host.latencies.get(0).returnMissed()).isEqualTo(11);
  }

  @Test
  void aBufferThatWasClearedCountsFromZeroAgain() {
    host.open().counters(counters(10 * S_NS, 0, 0, 50, 0)).lines(entry(7, 10 * S));
    host.counters(counters(10 * S_NS + 500, 0, 0, 4, 1)).watermark(11 * S_NS);
    assertThat(causes(host)).isEqualTo(54);
  }

  @Test
  void aNewSessionCountsFromItsOwnBeginning() {
    host.open().lines(entry(7, 10 * S)).counters(counters(10 * S_NS, 90, 0, 70, 1));
    host.session = "s2"; // after a reboot, say: every counter is small again
    host.startMs = 2_000;
    host.seq = 0;
    host.line = 0;
    host.status(counters(0, 5, 0, 3, 0), false).lines(ret(7, 10 * S + 9));
    host.counters(counters(10 * S_NS + 500, 6, 0, 4, 1)).watermark(11 * S_NS);
    assertThat(causes(host)).isEqualTo(71);
    assertThat(host.rates.get(0).hits()).isEqualTo(91);
  }

  @Test
  void theOlderOfTwoCollectorsIsCountedAndNeverMixedAlsoIfItsStatusComesLater() throws IOException {
    host.session = "newer";
    host.startMs = 2_000;
    host.open().lines(entry(9, 10 * S));
    EngineHarness older = new EngineHarness(host.engine);
    older.open().lines(entry(7, 10 * S + 10), ret(7, 10 * S + 20));
    HostEngine restored = copy(host.engine);
    EngineHarness olderAgain = new EngineHarness(restored);
    olderAgain.seq = older.seq;
    olderAgain.line = older.line;
    olderAgain.status(counters(0, 0, 0, 0, 0), false).lines(ret(7, 10 * S + 30));
    EngineHarness newer = new EngineHarness(restored);
    newer.session = "newer";
    newer.startMs = 2_000;
    newer.seq = host.seq;
    newer.line = host.line;
    newer.lines(ret(9, 10 * S + 40)).watermark(11 * S_NS);
    assertThat(newer.rates).extracting(RateWindow::count).containsExactly(1L, 1L);
    assertThat(newer.latencies).hasSize(1);
    assertThat(newer.latencies.get(0).sumNs()).isEqualTo(40_000);
    assertThat(newer.missed.stream().mapToLong(m -> m.causes().hostConflict()).sum()).isEqualTo(3);
  }

  @Test
  void aSessionThatEndedKeepsItsNameAlsoWhereTheNextOneBegins() {
    host.open().lines(entry(7, 10 * S));
    host.session = "s2"; // the collector was killed and is back within the same window
    host.startMs = 2_000;
    host.seq = 0;
    host.line = 0;
    host.status(counters(0, 0, 0, 0, 0), false).lines(entry(8, 10 * S + 9)).watermark(11 * S_NS);
    assertThat(host.missed)
        .filteredOn(MissedWindow::closing)
        .isNotEmpty()
        .extracting(MissedWindow::session)
        .containsOnly("s1");
  }

  private static long causes(EngineHarness host) {
    return host.missed.stream().map(MissedWindow::causes).mapToLong(c -> c.ringLost()).sum();
  }

  private static HostEngine copy(HostEngine engine) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    engine.write(new DataOutputStream(bytes));
    return HostEngine.read(
        "h",
        EngineConfig.standard(),
        new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
  }
}
