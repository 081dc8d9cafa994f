package io.probestream.streams.engine;

import static io.probestream.streams.engine.EngineHarness.counters;
import static io.probestream.streams.engine.EngineHarness.entry;
import static io.probestream.streams.engine.EngineHarness.ret;
import static org.assertj.core.api.Assertions.assertThat;

import io.probestream.schemas.raw.RecordType;
import io.probestream.schemas.window.MissedWindow;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** A lines record that does not hold the lines that its header promises. */
class DamagedRecordTest {
  private static final long S = 1_000_000;
  private static final long S_NS = 1_000_000_000;

  private final EngineHarness host = new EngineHarness();

  @Test
  void aRecordThatEndsWithinALineLosesThatLineAndItsStartNeverJoinsTheNextRecord() {
    String first = entry(7, 10 * S) + '\n' + ret(7, 10 * S + 5) + '\n';
    host.open().send(RecordType.LINES, bytes(first + entry(7, 10 * S + 9).substring(0, 60)), 3);
    host.lines(entry(8, 10 * S + 20), ret(8, 10 * S + 25));
    host.close(counters(11 * S_NS, 3, 0, 0, 5)).engine.end(host);
    MissedWindow ended = closing();
    assertThat(ended.lineLaw().records()).isEqualTo(4);
    assertThat(ended.lineLaw().transportLost()).isEqualTo(1);
    assertThat(ended.causes().malformed()).isZero();
    assertThat(host.latencies.get(0).count()).isEqualTo(2);
    assertThat(host.rejects).extracting(Reject::reason).hasSize(1);
  }

  @Test
  void aRecordWithFewerLinesThanItPromisesLosesTheOthersAndTaintsWhatIsOpen() {
    host.open().send(RecordType.LINES, bytes(entry(7, 10 * S) + '\n'), 3);
    host.lines(ret(7, 10 * S + 5));
    host.close(counters(11 * S_NS, 2, 0, 0, 4)).engine.end(host);
    assertThat(closing().lineLaw().transportLost()).isEqualTo(2);
    assertThat(host.latencies.get(0).count()).isZero();
    assertThat(host.latencies.get(0).discarded()).isEqualTo(1);
  }

  private MissedWindow closing() {
    return host.missed.stream().filter(w -> w.lineLaw() != null).findFirst().orElseThrow();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
