package io.probestream.streams.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.probestream.schemas.Json;
import io.probestream.schemas.Keys;
import io.probestream.schemas.probe.ProbeDefinition;
import io.probestream.schemas.raw.AgentCounters;
import io.probestream.schemas.raw.Counters;
import io.probestream.schemas.raw.CpuCounter;
import io.probestream.schemas.raw.ProbeCounter;
import io.probestream.schemas.raw.RecordType;
import io.probestream.schemas.raw.Status;
import io.probestream.schemas.window.RateWindow;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * A million of each thing that comes from outside: the state stays small, and what was folded is
 * said.
 */
class LimitsTest {
  private static final int MILLION = 1_000_000;
  private static final int BATCH = 2_000;
  private static final long START_US = 10_000_000;
  private static final Limits SMALL = new Limits(64, 500, 10);

  private final EngineHarness host =
      new EngineHarness(
          new HostEngine("h", new EngineConfig(1_000, 0, 10_000, 3_600_000, 2, SMALL)));

  @AfterEach
  void theLawsHold() {
    assertThat(host.violations()).isEmpty();
  }

  @Test
  void ofAMillionProbesInABareFileThoseBeyondTheLimitCountAsOne() throws IOException {
    Status bare =
        new Status(
            "h",
            1_000,
            "",
            "",
            "",
            "",
            Status.NS,
            1_000,
            "file",
            "kernel",
            Map.of(),
            false,
            List.of(),
            List.of(),
            Counters.none(),
            false);
    host.send(RecordType.STATUS, Json.bytes(bare), 0);
    long most = 0;
    for (int i = 0; i < MILLION; i += BATCH) {
      String[] lines = new String[BATCH];
      for (int j = 0; j < BATCH; j++) {
        lines[j] = EngineHarness.line(7, START_US, "n" + (i + j) + ": (f" + (i + j) + "+0x0/0x9)");
      }
      host.lines(lines);
      most = Math.max(most, i % 100_000 == 0 ? stateBytes() : 0);
    }
    host.engine.end(host);
    assertThat(most).isLessThan(1_000_000);
    assertThat(host.rates).hasSize(SMALL.names() + 1);
    assertThat(host.rates.stream().mapToLong(RateWindow::count).sum()).isEqualTo(MILLION);
    assertThat(overLimit()).isEqualTo(MILLION - SMALL.names());
    assertThat(host.rates).extracting(RateWindow::probe).contains(Keys.FOLDED);
  }

  @Test
  void ofAMillionProbesInChangesOfAStatusThoseBeyondTheLimitCountAsOne() throws IOException {
    host.open();
    for (int i = 0; i < MILLION; i += BATCH) {
      List<ProbeDefinition> probes = new ArrayList<>();
      for (int j = 0; j < BATCH; j++) {
        probes.add(ProbeDefinition.parse("p:ps/n" + (i + j) + " f" + (i + j)));
      }
      host.probes = probes;
      host.status(Counters.none(), false);
      host.lines(EngineHarness.line(7, START_US, "n" + i + ": (f" + i + "+0x0/0x9)"));
    }
    assertThat(stateBytes()).isLessThan(1_000_000);
    host.close(counters(0, MILLION / BATCH)).engine.end(host);
    assertThat(host.rates.stream().mapToLong(RateWindow::count).sum()).isEqualTo(MILLION / BATCH);
    assertThat(overLimit()).isPositive();
  }

  @Test
  void ofAMillionTasksThatNeverReturnTheOlderCallsAreGivenUp() throws IOException {
    host.open();
    long most = 0;
    for (int i = 0; i < MILLION; i += BATCH) {
      String[] lines = new String[BATCH];
      for (int j = 0; j < BATCH; j++) {
        lines[j] = EngineHarness.entry(1 + i + j, START_US + (i + j) / 10);
      }
      host.lines(lines);
      most = Math.max(most, i % 100_000 == 0 ? stateBytes() : 0);
    }
    host.close(counters(MILLION, MILLION)).engine.end(host);
    assertThat(most).isLessThan(200_000);
    long orphans = host.latencies.stream().mapToLong(w -> w.orphanEntry()).sum();
    assertThat(overLimit()).isEqualTo(orphans).isGreaterThan(MILLION - 2 * BATCH);
  }

  @Test
  void linesWithoutAnEndAndEndlessRecordsKeepNoMoreThanARecord() throws IOException {
    host.open();
    byte[] endless = new byte[256 * 1024];
    Arrays.fill(endless, (byte) 'x');
    byte[] open =
        (EngineHarness.line(7, START_US, "w: (vfs_write+0x0/0x3f0) count=1 sp=") + "\n")
            .getBytes(StandardCharsets.US_ASCII);
    for (int i = 0; i < 400; i++) {
      host.send(RecordType.LINES, endless, 1);
      host.send(RecordType.LINES, open, 1);
    }
    assertThat(stateBytes()).isLessThan(100_000);
    host.close(counters(0, 0)).engine.end(host);
    assertThat(host.rejects).isNotEmpty();
  }

  private static Counters counters(long hits, long read) {
    return new Counters(
        2 * START_US * 1_000,
        2 * START_US * 1_000,
        List.of(new ProbeCounter("w", hits, 0)),
        List.of(new CpuCounter(0, 0, 0, 0, read, 0)),
        AgentCounters.ZERO);
  }

  private long overLimit() {
    return host.missed.stream().mapToLong(m -> m.causes().overLimit()).sum();
  }

  private long stateBytes() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    host.engine.write(new DataOutputStream(bytes));
    return bytes.size();
  }
}
