package io.probestream.collector.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.probestream.collector.CollectorException;
import io.probestream.collector.fake.FakeClocks;
import io.probestream.collector.fake.FakeRing;
import io.probestream.collector.fake.FakeSink;
import io.probestream.collector.fake.FakeTracefs;
import io.probestream.collector.pages.PageLayout;
import io.probestream.collector.pages.PageMerger;
import io.probestream.collector.pages.PagePrinters;
import io.probestream.collector.tracefs.Tracefs;
import io.probestream.collector.tracefs.TracefsInstance;
import io.probestream.schemas.raw.AgentCounters;
import io.probestream.schemas.raw.Counters;
import io.probestream.schemas.raw.CpuCounter;
import io.probestream.schemas.raw.Form;
import io.probestream.schemas.raw.RecordType;
import io.probestream.schemas.raw.Status;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RawSourceTest {
  private static final long MS = 1_000_000;
  private static final int CPUS = 3;
  private static final int PAGE_BYTES = 4_096;

  private final FakeRing ring = new FakeRing(CPUS, 50_000);
  private final FakeClocks clocks = new FakeClocks(ring);
  private final FakeSink sink = new FakeSink();
  private final List<String> notices = new ArrayList<>();
  private CaptureLoop loop;
  private RingStats stats;
  private RawSource source;
  private PageMerger merger;

  @BeforeEach
  void begin() throws IOException {
    begin(1 << 20);
  }

  private void begin(long limitBytes) throws IOException {
    sink.sent.clear();
    Tracefs tracefs = new Tracefs(new FakeTracefs(ring), FakeTracefs.ROOT);
    TracefsInstance instance = tracefs.createInstance("i");
    stats = new RingStats(instance.openStats());
    List<TracePipe> pipes = new ArrayList<>();
    for (int cpu = 0; cpu < CPUS; cpu++) {
      int number = cpu;
      pipes.add(new TracePipe("raw", () -> ring.rawPipe(number), clocks));
    }
    merger = merger(limitBytes);
    source =
        new RawSource(
            stats.cpuNumbers(),
            pipes,
            merger,
            PAGE_BYTES,
            64,
            ms -> {},
            ring.nowNs,
            clocks,
            notices::add);
    source.open();
    loop = new CaptureLoop(stats, source, List::of, this::status, sink, clocks, notices::add);
    loop.begin();
  }

  private static PageMerger merger(long limitBytes) {
    PagePrinters printers =
        new PagePrinters.Builder(PageLayout.parse(FakeRing.HEADER_PAGE, ByteOrder.LITTLE_ENDIAN))
            .markers(FakeRing.MARKERS)
            .build(
                pid -> "            task".getBytes(StandardCharsets.US_ASCII),
                (address, withOffset) -> "m".getBytes(StandardCharsets.US_ASCII),
                "6.1");
    return new PageMerger(printers, new int[] {0, 1, 2}, limitBytes);
  }

  private Status status(long startMs, long clockOffsetNs, Counters counters, boolean closing) {
    return new Status(
        "h",
        startMs,
        "",
        "",
        "",
        "boot",
        "ns",
        source.resolutionNs(),
        source.capture(),
        source.form().wireName(),
        Map.of(),
        true,
        List.of(),
        List.of(),
        counters,
        closing);
  }

  private void work(int cycles, long everyNs) {
    for (int i = 0; i < cycles; i++) {
      loop.doWork();
      ring.nowNs += everyNs;
    }
  }

  private Stream<String> lines() {
    return sink.of(RecordType.LINES).stream().flatMap(s -> s.value().lines());
  }

  private static long timeNs(String line) {
    String time = line.substring(line.indexOf("....."), line.indexOf(": m")).substring(5).trim();
    return Long.parseLong(time.replace(".", ""));
  }

  @Test
  void linesOfAllCpusComeInTheOrderOfTimeAndNoneBelowAPromise() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    int recorded = 0;
    for (int i = 0; i < 2_000; i++) {
      for (int n = random.nextInt(random.nextInt(50) == 0 ? 4_000 : 60); n > 0; n--) {
        ring.record(
            random.nextInt(CPUS), ring.nowNs += 1 + random.nextInt(3_000), "e" + recorded++);
      }
      loop.doWork();
      ring.nowNs += random.nextInt(30) * MS;
    }
    work(40, 10 * MS);
    assertThat(ring.overrun()).as("seed %d", seed).isZero();
    List<String> lines = lines().toList();
    for (int i = 0; i < recorded; i++) {
      assertThat(lines.get(i)).as("seed %d", seed).endsWith(": m: e" + i);
    }
    assertThat(lines).hasSize(recorded);
    long promisedNs = 0;
    for (FakeSink.Sent s : sink.sent) {
      if (s.meta().type() == RecordType.LINES) {
        long promise = promisedNs;
        assertThat(s.value().lines()).as("seed %d", seed).allMatch(l -> timeNs(l) >= promise);
        assertThat(s.meta().form()).isEqualTo(Form.ESCAPED);
      }
      assertThat(s.meta().watermarkNs()).isGreaterThanOrEqualTo(promisedNs);
      promisedNs = s.meta().watermarkNs();
    }
    assertThat(promisedNs).isGreaterThan(ring.nowNs - 1_500 * MS);
  }

  @Test
  void aRecordThatIsCommittedLateStillStandsInItsPlace() {
    ring.record(0, ring.nowNs + 50 * MS, "later");
    ring.nowNs += 60 * MS;
    work(1, 10 * MS);
    ring.record(1, ring.nowNs - 60 * MS, "earlier");
    work(30, 10 * MS);
    assertThat(lines().map(l -> l.substring(l.lastIndexOf(' ') + 1)))
        .containsExactly("earlier", "later");
  }

  @Test
  void linesWaitForOthersAsLongAsTheyMay() {
    ring.record(0, ring.nowNs, "e");
    for (int ageMs = 0; ageMs + source.pauseMs() <= CaptureLoop.MAX_AGE_MS; ageMs += 1) {
      loop.doWork();
      assertThat(lines()).isEmpty();
      ring.nowNs += MS;
    }
    loop.doWork();
    assertThat(lines()).hasSize(1);
  }

  @Test
  void whatWasLostIsSaidInFrontOfTheCpusNextRecord() {
    for (int i = 0; i < 50_010; i++) {
      ring.record(1, ring.nowNs++, "e" + i);
    }
    work(150, 10 * MS);
    List<String> lines = lines().toList();
    assertThat(lines.get(0)).isEqualTo("CPU:1 [LOST 10 EVENTS]");
    assertThat(lines.get(1)).endsWith(": m: e10");
    assertThat(lines).hasSize(50_001);
    // A line that says what was lost is no record.
    assertThat(readEvents()).isEqualTo(50_000);
    assertThat(loop.counters().agent().linesPublished()).isEqualTo(50_001);
  }

  private long readEvents() {
    return loop.counters().cpus().stream().mapToLong(CpuCounter::readEvents).sum();
  }

  @Test
  void aPageThatIsNotUnderstoodIsSkippedCountedAndSaidOnce() {
    for (int i = 0; i < 1_000; i++) {
      ring.record(i % CPUS, ring.nowNs++, "e" + i);
    }
    ring.damagedPages = 2;
    work(150, 10 * MS);
    AgentCounters agent = loop.counters().agent();
    assertThat(agent.bytesSkipped()).isEqualTo(2L * PAGE_BYTES);
    assertThat(agent.linesDropped()).isPositive();
    long records = lines().filter(l -> l.contains(": m: e")).count();
    assertThat(records + agent.linesDropped()).isEqualTo(1_000).isEqualTo(readEvents());
    assertThat(agent.linesRead()).isEqualTo(agent.linesPublished() + agent.linesDropped());
    assertThat(lines().filter(l -> l.endsWith("[LOST EVENTS]"))).hasSizeBetween(1, 2);
    assertThat(notices).singleElement().asString().contains("goes beyond what was read");
  }

  @Test
  void withoutRoomNothingIsReadBeyondTheBoundOfMemoryAndTheRingCounts() throws IOException {
    begin(16 * PAGE_BYTES);
    sink.room = false;
    for (int i = 0; i < 200_000; i++) {
      ring.record(i % CPUS, ring.nowNs++, "e" + i);
    }
    work(50, 10 * MS);
    assertThat(merger.heldBytes()).isLessThanOrEqualTo(16 * PAGE_BYTES);
    assertThat(ring.overrun()).isEqualTo(50_000);
    sink.room = true;
    work(300, 10 * MS);
    assertThat(ring.entries()).isZero();
    assertThat(lines().filter(l -> l.contains(": m: e"))).hasSize(150_000);
    List<Long> times =
        lines().filter(l -> l.contains(": m: e")).map(RawSourceTest::timeNs).toList();
    assertThat(times).isSorted();
  }

  @Test
  void theEndHandsOnWhatIsHeldAndWhatIsLeft() {
    ring.record(0, ring.nowNs, "held");
    ring.nowNs += 1;
    work(1, MS);
    ring.record(1, ring.nowNs, "left");
    ring.tracing = false;
    assertThat(loop.drainOnce()).isZero();
    loop.finish(true);
    loop.end();
    assertThat(lines()).hasSize(2);
    Status closing = sink.last().status();
    assertThat(closing.capture()).isEqualTo("trace_pipe_raw");
    assertThat(closing.clockResolutionNs()).isEqualTo(1);
    assertThat(closing.counters().agent().linesPublished()).isEqualTo(2);
    assertThat(readEvents()).isEqualTo(2);
  }

  @Test
  void whatHasNoRoomAtTheEndIsDroppedAndCounted() {
    for (int i = 0; i < 10_000; i++) {
      ring.record(i % CPUS, ring.nowNs++, "e" + i);
    }
    sink.room = false;
    ring.tracing = false;
    assertThat(loop.drainOnce()).isPositive();
    long waiting = Long.MAX_VALUE;
    for (long before = waiting; (waiting = loop.discardOnce()) < before && waiting > 0; ) {
      before = waiting;
    }
    assertThat(waiting).isZero();
    loop.finish(true);
    AgentCounters agent = loop.counters().agent();
    assertThat(agent.linesDropped()).isEqualTo(10_000).isEqualTo(loop.discarded());
    assertThat(readEvents()).isEqualTo(10_000);
  }

  @Test
  void aNewSessionBeginsBehindEverythingThatTheOldOneRead() {
    ring.record(0, ring.nowNs, "old");
    work(1, MS);
    clocks.stepNs = 3_600_000 * MS;
    work(110, 10 * MS);
    FakeSink.Sent line = sink.of(RecordType.LINES).get(0);
    assertThat(line.meta().session()).isEqualTo(sink.sent.get(0).meta().session());
    List<FakeSink.Sent> statuses = sink.of(RecordType.STATUS);
    assertThat(statuses).hasSize(3);
    assertThat(statuses.get(1).status().counters().agent().linesPublished()).isEqualTo(1);
  }

  @Test
  void aMarkerThatComesBackOtherwiseIsAReasonNotToCaptureRaw() {
    source.check(stats, text -> ring.record(1, ring.nowNs, text + "\n"), merger(PAGE_BYTES));
    assertThatThrownBy(() -> source.check(stats, text -> {}, merger(PAGE_BYTES)))
        .isInstanceOf(CollectorException.class)
        .hasMessageContaining("came back as ''");
    ring.damagedPages = 1;
    assertThatThrownBy(
            () -> source.check(stats, text -> ring.record(1, ring.nowNs, text), merger(PAGE_BYTES)))
        .hasMessageContaining("goes beyond what was read");
  }
}
