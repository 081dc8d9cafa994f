package io.probestream.collector.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.probestream.collector.fake.FakeClocks;
import io.probestream.collector.fake.FakeRing;
import io.probestream.collector.fake.FakeSink;
import io.probestream.collector.fake.FakeTracefs;
import io.probestream.collector.tracefs.Tracefs;
import io.probestream.collector.tracefs.TracefsInstance;
import io.probestream.schemas.raw.AgentCounters;
import io.probestream.schemas.raw.Counters;
import io.probestream.schemas.raw.ProbeCounter;
import io.probestream.schemas.raw.RawMeta;
import io.probestream.schemas.raw.RecordType;
import io.probestream.schemas.raw.Status;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ReadableByteChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CaptureLoopTest {
  private static final long MS = 1_000_000;

  private final FakeRing ring = new FakeRing(2, 100_000);
  private final FakeClocks clocks = new FakeClocks(ring);
  private final FakeSink sink = new FakeSink();
  private final List<String> notices = new ArrayList<>();
  private long hits;
  private CaptureLoop loop;
  private TracePipe pipe;
  private ReadableByteChannel blocking;

  @BeforeEach
  void begin() throws IOException {
    Tracefs tracefs = new Tracefs(new FakeTracefs(ring), FakeTracefs.ROOT);
    TracefsInstance instance = tracefs.createInstance("i");
    pipe =
        new TracePipe(
            "trace_pipe", () -> blocking == null ? instance.openPipe() : blocking, clocks);
    pipe.open();
    RingStats stats = new RingStats(instance.openStats());
    loop =
        new CaptureLoop(
            stats,
            new TextSource(pipe, stats.traceClockNs(), notices::add),
            () -> List.of(new ProbeCounter("p", hits, 0), new ProbeCounter("q", 0, 0)),
            CaptureLoopTest::status,
            sink,
            clocks,
            notices::add);
    loop.begin();
  }

  private static Status status(
      long startMs, long clockOffsetNs, Counters counters, boolean closing) {
    return new Status(
        "h",
        startMs,
        "",
        "",
        "",
        "boot",
        "ns",
        1_000,
        "trace_pipe",
        "kernel",
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

  private void record(int count) {
    for (int i = 0; i < count; i++) {
      hits++;
      ring.record(i % 2, "p");
      ring.nowNs += 1_000;
    }
  }

  @Test
  void aSessionBeginsWithAFullStatus() {
    assertThat(sink.sent).hasSize(1);
    RawMeta meta = sink.last().meta();
    assertThat(meta.type()).isEqualTo(RecordType.STATUS);
    assertThat(meta.seq()).isZero();
    assertThat(meta.clockOffsetNs()).isEqualTo(FakeClocks.OFFSET_NS);
    Counters counters = sink.last().status().counters();
    assertThat(counters.probes()).hasSize(2);
    assertThat(counters.cpus()).hasSize(2);
    assertThat(sink.last().timestampMs()).isEqualTo(clocks.wallNs() / MS);
  }

  @Test
  void linesWaitAtMost185MsForOthers() {
    record(3);
    work(1, 184 * MS);
    assertThat(sink.of(RecordType.LINES)).isEmpty();
    loop.doWork();
    assertThat(sink.of(RecordType.LINES)).isEmpty();
    ring.nowNs += MS;
    loop.doWork();
    assertThat(sink.of(RecordType.LINES))
        .singleElement()
        .satisfies(
            s -> {
              assertThat(s.meta().lines()).isEqualTo(3);
              assertThat(s.value().lines()).hasSize(3).allMatch(l -> l.contains(": p: ("));
            });
  }

  @Test
  void aFullChunkIsSentAtOnceAndNumbersHaveNoGap() {
    record(5_000);
    work(5, MS);
    ring.nowNs += 300 * MS;
    work(1, MS);
    long line = 0;
    long seq = 0;
    for (FakeSink.Sent s : sink.sent) {
      assertThat(s.meta().seq()).isEqualTo(seq++);
      assertThat(s.meta().firstLine()).isEqualTo(line);
      line += s.meta().lines();
      assertThat(s.value().length()).isLessThanOrEqualTo(LineBuffer.MAX_BYTES);
    }
    assertThat(line).isEqualTo(5_000);
    assertThat(sink.of(RecordType.LINES)).hasSizeGreaterThan(4);
    assertThat(sink.of(RecordType.LINES).get(0).value().length())
        .isGreaterThanOrEqualTo(LineBuffer.TARGET_BYTES);
  }

  @Test
  void countersGoEverySecondAlsoWhenIdleAndListOnlyWhatChanged() {
    work(101, 10 * MS);
    assertThat(sink.of(RecordType.COUNTERS))
        .singleElement()
        .satisfies(
            s -> {
              assertThat(s.counters().probes()).isEmpty();
              assertThat(s.counters().cpus()).isEmpty();
            });
    record(4);
    work(101, 10 * MS);
    Counters counters = sink.of(RecordType.COUNTERS).get(1).counters();
    assertThat(counters.probes()).containsExactly(new ProbeCounter("p", 4, 0));
    assertThat(counters.cpus()).hasSize(2).allSatisfy(c -> assertThat(c.readEvents()).isEqualTo(2));
    assertThat(counters.agent().linesRead()).isEqualTo(4);
    assertThat(counters.fromNs()).isLessThanOrEqualTo(counters.toNs());
  }

  @Test
  void noRecordPromisesMoreThanTheLinesBehindItKeep() {
    long seed = System.nanoTime();
    java.util.Random random = new java.util.Random(seed);
    for (int i = 0; i < 2_000; i++) {
      record(random.nextInt(40));
      loop.doWork();
      ring.nowNs += random.nextInt(30) * MS;
    }
    long promisedNs = 0;
    for (FakeSink.Sent s : sink.sent) {
      if (s.meta().type() == RecordType.LINES) {
        long promise = promisedNs;
        assertThat(s.value().lines()).as("seed %d", seed).allMatch(l -> timeNs(l) >= promise);
      }
      assertThat(s.meta().watermarkNs()).isGreaterThanOrEqualTo(promisedNs);
      promisedNs = s.meta().watermarkNs();
    }
    assertThat(promisedNs).isGreaterThan(ring.nowNs - 2_000 * MS);
  }

  private static long timeNs(String line) {
    String time = line.substring(line.indexOf("....."), line.indexOf(": p")).substring(5).trim();
    int dot = time.indexOf('.');
    return Long.parseLong(time.substring(0, dot)) * 1_000_000_000L
        + Long.parseLong(time.substring(dot + 1)) * 1_000L;
  }

  @Test
  void withoutRoomNothingIsReadAndTheKernelsRingCounts() {
    sink.room = false;
    int before = sink.sent.size();
    record(300_000);
    work(500, 10 * MS);
    assertThat(ring.entries()).isEqualTo(200_000);
    assertThat(ring.overrun()).isEqualTo(100_000);
    assertThat(sink.sent).hasSize(before);
    sink.room = true;
    work(300, 10 * MS);
    assertThat(ring.entries()).isZero();
    Counters last =
        sink.of(RecordType.COUNTERS).get(sink.of(RecordType.COUNTERS).size() - 1).counters();
    assertThat(last.agent().linesRead()).isEqualTo(200_000);
    assertThat(
            sink.of(RecordType.COUNTERS).stream()
                .flatMap(s -> s.counters().cpus().stream())
                .mapToLong(c -> c.overrun())
                .max())
        .hasValue(50_000);
  }

  @Test
  void aStepOfTheSystemClockBeginsANewSession() {
    record(2);
    work(10, MS);
    clocks.stepNs = 3_600_000 * MS;
    work(110, 10 * MS);
    List<FakeSink.Sent> statuses = sink.of(RecordType.STATUS);
    assertThat(statuses).hasSize(3);
    assertThat(statuses.get(1).status().closing()).isTrue();
    assertThat(statuses.get(1).status().counters().agent())
        .isEqualTo(sink.of(RecordType.LINES).isEmpty() ? null : agent(2));
    RawMeta first = statuses.get(2).meta();
    assertThat(first.session()).isNotEqualTo(statuses.get(1).meta().session());
    assertThat(first.seq()).isZero();
    assertThat(first.firstLine()).isZero();
    assertThat(first.clockOffsetNs()).isEqualTo(FakeClocks.OFFSET_NS + 3_600_000 * MS);
    assertThat(statuses.get(2).status().startMs())
        .isGreaterThan(statuses.get(0).status().startMs());
    assertThat(notices).singleElement().asString().contains("clock stepped");
  }

  private AgentCounters agent(long lines) {
    long bytes = sink.of(RecordType.LINES).stream().mapToLong(s -> s.value().length()).sum();
    return new AgentCounters(lines, bytes, lines, bytes, 0);
  }

  @Test
  void aSmallDriftKeepsTheSession() {
    clocks.stepNs = 99 * MS;
    work(300, 10 * MS);
    assertThat(sink.of(RecordType.STATUS)).hasSize(1);
    assertThat(sink.sent).allMatch(s -> s.meta().clockOffsetNs() == FakeClocks.OFFSET_NS);
  }

  /** As FileChannel does: a close by another thread ends the read. */
  private static final class Blocked implements ReadableByteChannel {
    private final CountDownLatch closed = new CountDownLatch(1);

    @Override
    public int read(ByteBuffer into) throws IOException {
      try {
        closed.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      throw new AsynchronousCloseException();
    }

    @Override
    public boolean isOpen() {
      return closed.getCount() > 0;
    }

    @Override
    public void close() {
      closed.countDown();
    }
  }

  @Test
  void aReadThatBlocksBecauseTheBufferWasClearedIsEndedAndANewSessionBegins() throws Exception {
    blocking = new Blocked();
    pipe.unblock();
    pipe.open();
    ring.record(0, "p");
    Thread reader = new Thread(loop::doWork);
    reader.start();
    await().until(() -> reader.getState() == Thread.State.WAITING);
    ring.nowNs += 3_000 * MS;
    assertThat(pipe.blockedMs()).isEqualTo(3_000);
    blocking = null;
    pipe.unblock();
    reader.join();
    assertThat(pipe.blockedMs()).isZero();
    assertThat(notices).singleElement().asString().contains("cleared the ring buffer");
    assertThat(sink.of(RecordType.STATUS)).hasSize(3);
    work(2, 300 * MS);
    assertThat(sink.of(RecordType.LINES)).hasSize(1);
  }

  @Test
  void countersThatWentBackBeginANewSession() {
    record(10);
    work(150, 10 * MS);
    ring.clear();
    work(150, 10 * MS);
    assertThat(notices).singleElement().asString().contains("cleared the ring buffer");
    assertThat(sink.of(RecordType.STATUS)).hasSize(3);
    assertThat(sink.last().meta().firstLine()).isZero();
  }

  @Test
  void statusIsRepeatedEveryMinute() {
    work(6_100, 10 * MS);
    assertThat(sink.of(RecordType.STATUS)).hasSize(2);
  }

  @Test
  void theEndSendsWhatIsLeftAndThenOneClosingStatus() {
    record(10);
    ring.tracing = false;
    assertThat(loop.drainOnce()).isZero();
    loop.finish(true);
    loop.end();
    Status closing = sink.last().status();
    assertThat(closing.closing()).isTrue();
    assertThat(closing.counters().agent().linesPublished()).isEqualTo(10);
    assertThat(closing.counters().probes()).contains(new ProbeCounter("p", 10, 0));
    assertThat(sink.last().meta().watermarkNs()).isGreaterThanOrEqualTo(ring.nowNs - 1_000);
  }

  @Test
  void aNewlineThatDidNotFitIntoTheKernelsBufferIsFetchedAtTheEnd() {
    ring.record(0, "p");
    ring.sequenceBytes = 1;
    ring.tracing = false;
    for (int i = 0; i < 200; i++) {
      loop.drainOnce();
    }
    loop.finish(true);
    assertThat(sink.of(RecordType.LINES))
        .singleElement()
        .satisfies(s -> assertThat(s.value()).endsWith("\n"));
  }

  @Test
  void aLineThatIsTooLongIsDroppedCountedAndSaid() {
    ring.record(0, ring.nowNs, "x".repeat(LineBuffer.MAX_BYTES + 10));
    ring.record(0, "p");
    ring.sequenceBytes = 8_192;
    work(60, 10 * MS);
    loop.finish(true);
    AgentCounters agent = loop.counters().agent();
    assertThat(agent.linesDropped()).isEqualTo(1);
    assertThat(agent.linesRead()).isEqualTo(agent.linesPublished() + agent.linesDropped());
    assertThat(notices).singleElement().asString().contains("longer than 256 KiB");
  }
}
