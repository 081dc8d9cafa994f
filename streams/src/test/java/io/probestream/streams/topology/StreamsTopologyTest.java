package io.probestream.streams.topology;

import static io.probestream.streams.topology.TopologyHarness.TOPICS;
import static org.assertj.core.api.Assertions.assertThat;

import io.probestream.schemas.raw.RawMeta;
import io.probestream.schemas.raw.RejectHeaders;
import io.probestream.schemas.window.LatencyWindow;
import io.probestream.schemas.window.MissedWindow;
import io.probestream.schemas.window.RateWindow;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StreamsTopologyTest {
  private static final long T = 1_700_000_000_000L;

  @TempDir private Path stateDir;
  private TopologyHarness topology;

  @BeforeEach
  void open() {
    topology = new TopologyHarness(stateDir);
  }

  @AfterEach
  void close() {
    topology.close();
  }

  @Test
  void aClosedWindowIsKeyedByHostAndNameAndCarriesTheTimeOfTheRecordThatClosedIt() {
    RawHost host = new RawHost("web-1");
    topology.send(host.open(T)).send(host.call(T + 500, 70, T + 600));
    assertThat(topology.read(TOPICS.latency())).isEmpty();
    topology.send(host.watermark(T + 1_250));

    List<TestRecord<String, byte[]>> latency = topology.read(TOPICS.latency());
    assertThat(latency).extracting(TestRecord::key).containsExactly("web-1/vfs_write");
    assertThat(latency.get(0).timestamp()).isEqualTo(T + 1_250);
    assertThat(topology.read(TOPICS.rates()))
        .extracting(TestRecord::key)
        .containsExactly("web-1/w", "web-1/w_ret");
  }

  @Test
  void headersOfTheInputDoNotLeakIntoResults() {
    RawHost host = new RawHost("a");
    topology.send(host.open(T)).send(host.call(T, 70, T + 5_000)).send(RawHost.tick(T + 60_000));
    for (String topic : TOPICS.all()) {
      assertThat(topology.read(topic)).allSatisfy(r -> assertThat(r.headers()).isEmpty());
    }
  }

  @Test
  void theSameRawRecordsGiveTheSameResults() {
    List<TestRecord<String, byte[]>> first = results(topology);
    try (TopologyHarness again = new TopologyHarness(stateDir.resolve("again"))) {
      List<TestRecord<String, byte[]>> second = results(again);
      assertThat(second).hasSameSizeAs(first).hasSizeGreaterThan(20);
      for (int i = 0; i < first.size(); i++) {
        assertThat(second.get(i).key()).isEqualTo(first.get(i).key());
        assertThat(second.get(i).value()).isEqualTo(first.get(i).value());
        assertThat(second.get(i).timestamp()).isEqualTo(first.get(i).timestamp());
        assertThat(second.get(i).headers()).isEqualTo(first.get(i).headers());
      }
    }
  }

  private static List<TestRecord<String, byte[]>> results(TopologyHarness topology) {
    RawHost a = new RawHost("a");
    RawHost b = new RawHost("b");
    topology.send(a.open(T)).send(b.open(T));
    for (long s = 0; s < 5; s++) {
      topology.send(a.call(T + s * 1_000, 40 + s, T + s * 1_000));
      topology.send(b.call(T + s * 1_000, 90 - s, T + s * 1_000));
      topology.send(RawHost.tick(T + s * 1_000));
    }
    topology.send(new TestRecord<>("a", new byte[] {1}, new RecordHeaders(), T));
    topology.send(RawHost.tick(T + 60_000));
    List<TestRecord<String, byte[]>> all = new ArrayList<>();
    TOPICS.all().forEach(topic -> all.addAll(topology.read(topic)));
    return all;
  }

  @Test
  void aRecordOfAnotherVersionIsRejectedWithItsReason() {
    Headers headers = new RawHost("a").open(T).headers();
    headers.remove(RawMeta.VERSION);
    headers.add(RawMeta.VERSION, "2".getBytes(StandardCharsets.US_ASCII));
    topology.send(new TestRecord<>("a", new byte[] {7}, headers, T));

    TestRecord<String, byte[]> reject = topology.read(TOPICS.rejects()).get(0);
    assertThat(reject.key()).isEqualTo("a");
    assertThat(reject.value()).containsExactly(7);
    assertThat(header(reject, RejectHeaders.REASON)).isEqualTo("ps.v is not 1");
    assertThat(header(reject, RejectHeaders.SESSION)).isEqualTo("s-a");
    assertThat(header(reject, RejectHeaders.SEQ)).isEqualTo("0");
    assertThat(header(reject, RejectHeaders.OFFSET)).isEqualTo("0");
  }

  @Test
  void whatIsNoRawRecordIsRejectedAndStopsNothing() {
    RawHost good = new RawHost("a");
    topology.send(new TestRecord<>(null, new byte[0], new RecordHeaders(), T));
    topology.send(new TestRecord<>("a", null, good.open(T).headers(), T));
    topology.send(new TestRecord<>("no/host", new byte[0], good.open(T).headers(), T));
    topology.send(new TestRecord<>(null, new byte[0], good.open(T).headers(), T));
    topology.send(new TestRecord<>(null, new byte[] {'x'}, RawHost.tick(T).headers(), T));
    topology.send(RawHost.tick(T + 1_001, T));
    topology.send(new TestRecord<>("a", new byte[0], good.open(T).headers(), 1L << 60));
    assertThat(topology.read(TOPICS.rejects()))
        .extracting(TestRecord::key)
        .containsExactly("-", "a", "-", "-", "-", "-", "a");

    RawHost host = new RawHost("b");
    topology.send(host.open(T)).send(host.call(T, 70, T + 5_000));
    assertThat(topology.read(TOPICS.latency())).hasSize(1);
  }

  @Test
  void aFloodOfBadRecordsIsSampled() {
    for (int i = 0; i < 1_000; i++) {
      topology.send(new TestRecord<>("a", new byte[0], new RecordHeaders(), T));
    }
    // Ten, then the 16th, 32nd … 512th.
    assertThat(topology.read(TOPICS.rejects())).hasSize(16);
    topology.send(new TestRecord<>("a", new byte[0], new RecordHeaders(), T + 1_000));
    assertThat(topology.read(TOPICS.rejects())).hasSize(1);
  }

  @Test
  void onlyATickInTheLogDecidesThatAHostIsSilent() {
    RawHost host = new RawHost("a");
    topology.send(host.open(T)).send(host.call(T + 500, 70, T + 600)).send(RawHost.tick(T + 700));
    topology.driver.advanceWallClockTime(Duration.ofHours(1));
    assertThat(topology.read(TOPICS.latency())).isEmpty();
    topology.send(RawHost.tick(T + 20_000));
    assertThat(topology.read(TOPICS.latency())).hasSize(1);
  }

  @Test
  void theFleetMergesHostsAndIsFinalOnceTheLowestWatermarkHasPassed() {
    RawHost a = new RawHost("a");
    RawHost b = new RawHost("b");
    topology.send(a.open(T)).send(b.open(T));
    topology.send(a.call(T + 100, 10, T + 100)).send(b.call(T + 100, 30, T + 100));
    topology.send(a.watermark(T + 3_000));
    topology.driver.advanceWallClockTime(Duration.ofSeconds(2));
    List<LatencyWindow> early = topology.read(TOPICS.fleetLatency(), LatencyWindow.class);
    assertThat(early).extracting(LatencyWindow::isFinal).containsExactly(false);
    assertThat(early.get(0).hosts()).isEqualTo(1);

    topology.send(b.watermark(T + 3_000));
    List<LatencyWindow> all = topology.read(TOPICS.fleetLatency(), LatencyWindow.class);
    assertThat(all).hasSize(1);
    LatencyWindow last = all.get(0);
    assertThat(last.isFinal()).isTrue();
    assertThat(last.host()).isNull();
    assertThat(last.hosts()).isEqualTo(2);
    assertThat(last.count()).isEqualTo(2);
    assertThat(last.sumNs()).isEqualTo(40_000);
    assertThat(last.slowest()).extracting(call -> call.host()).containsExactly("b", "a");
    assertThat(topology.read(TOPICS.fleetRates(), RateWindow.class))
        .filteredOn(w -> Boolean.TRUE.equals(w.isFinal()))
        .allSatisfy(w -> assertThat(w.count()).isEqualTo(2));
  }

  @Test
  void aHostThatComesAfterTheEndIsStillMerged() {
    RawHost a = new RawHost("a");
    topology.send(a.open(T)).send(a.call(T + 100, 10, T + 3_000));
    RawHost late = new RawHost("late");
    topology.send(late.open(T)).send(late.call(T + 100, 30, T + 3_000));
    List<LatencyWindow> upserts = topology.read(TOPICS.fleetLatency(), LatencyWindow.class);
    assertThat(upserts).extracting(LatencyWindow::count).containsExactly(1L, 2L);
    assertThat(upserts).allSatisfy(w -> assertThat(w.isFinal()).isTrue());
  }

  @Test
  void ticksAloneMakeWindowsFinalWhenTheHostsAreSilent() {
    RawHost a = new RawHost("a");
    topology.send(a.open(T)).send(a.call(T + 100, 10, T + 200)).send(RawHost.tick(T + 1_000));
    topology.send(RawHost.tick(T + 13_500));
    assertThat(topology.read(TOPICS.latency())).hasSize(1);
    assertThat(topology.read(TOPICS.fleetLatency(), LatencyWindow.class))
        .extracting(LatencyWindow::isFinal)
        .containsExactly(true);
  }

  @Test
  void missedWindowsOfTheFleetLeaveSessionsToTheHosts() {
    RawHost a = new RawHost("a");
    topology
        .send(a.open(T))
        .send(a.call(T + 100, 10, T + 5_000))
        .send(a.call(T + 200, 10, T + 9_000));
    assertThat(topology.read(TOPICS.missed())).isNotEmpty();
    assertThat(topology.read(TOPICS.fleetMissed(), MissedWindow.class))
        .isNotEmpty()
        .allSatisfy(w -> assertThat(w.session()).isNull())
        .anySatisfy(w -> assertThat(w.causes().late()).isEqualTo(1));
  }

  private static String header(TestRecord<String, byte[]> record, String name) {
    return new String(record.headers().lastHeader(name).value(), StandardCharsets.US_ASCII);
  }
}
