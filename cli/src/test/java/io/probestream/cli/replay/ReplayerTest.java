package io.probestream.cli.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.probestream.cli.Captures;
import io.probestream.cli.Failure;
import io.probestream.cli.capture.CaptureFile;
import io.probestream.schemas.Json;
import io.probestream.schemas.raw.RawMeta;
import io.probestream.schemas.raw.RecordType;
import io.probestream.schemas.raw.Status;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplayerTest {
  private static final long START_MS = 1_795_000_000_123L;
  private static final UUID SESSION = new UUID(7, 9);

  @TempDir private Path directory;
  private final MockProducer<byte[], byte[]> producer =
      new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
  private final FakeClock clock = new FakeClock();

  /** Sleeping is the only thing that takes time; after so many turns it is interrupted. */
  private static final class FakeClock implements ReplayClock {
    private long nowMs = START_MS;
    private long untilMs = Long.MAX_VALUE;

    @Override
    public long nowMs() {
      return nowMs;
    }

    @Override
    public void sleep(long durationMs) throws InterruptedException {
      nowMs += durationMs;
      if (nowMs > untilMs) {
        throw new InterruptedException();
      }
    }
  }

  private Replayer replayer(ReplayPlan plan) {
    return new Replayer(producer, "raw", plan, clock, source -> {});
  }

  private static ReplayPlan plan(String capture, int hosts, Speed speed, boolean loop) {
    return new ReplayPlan(
        Captures.file(capture), ReplayPlan.hosts(hosts), speed, loop, 1_000, null, SESSION);
  }

  private List<ProducerRecord<byte[], byte[]>> of(String host) {
    return producer.history().stream()
        .filter(r -> new String(r.key(), StandardCharsets.UTF_8).equals(host))
        .toList();
  }

  private static RawMeta meta(ProducerRecord<byte[], byte[]> record) {
    return RawMeta.of(record.headers());
  }

  @Test
  void each_host_publishes_the_same_lines_in_a_session_of_its_own() throws Exception {
    replayer(plan("x86_64-6.1/maxactive.txt.gz", 3, Speed.MAX, false)).run();
    for (int i = 1; i <= 3; i++) {
      List<ProducerRecord<byte[], byte[]>> records = of("replay-" + i);
      ByteArrayOutputStream lines = new ByteArrayOutputStream();
      for (int seq = 0; seq < records.size(); seq++) {
        RawMeta meta = meta(records.get(seq));
        assertThat(meta.seq()).isEqualTo(seq);
        assertThat(meta.session()).isEqualTo(new UUID(7, 9 + i - 1).toString());
        if (meta.type() == RecordType.LINES) {
          lines.writeBytes(records.get(seq).value());
        }
      }
      assertThat(lines.toString(StandardCharsets.UTF_8).lines().count()).isEqualTo(920);
      Status first = Json.read(records.get(0).value(), Status.class);
      assertThat(first.host()).isEqualTo("replay-" + i);
      Status last = Json.read(records.get(records.size() - 1).value(), Status.class);
      assertThat(last.closing()).isTrue();
    }
  }

  @Test
  void at_real_pace_a_line_is_sent_when_its_time_comes() throws Exception {
    replayer(plan("x86_64-6.1/maxactive.txt.gz", 1, Speed.REAL, false)).run();
    // 7.885338 to 8.344596
    assertThat(clock.nowMs - START_MS).isBetween(458L, 460L);
    for (ProducerRecord<byte[], byte[]> r : producer.history()) {
      RawMeta meta = meta(r);
      long eventMs = (meta.watermarkNs() + 500_000_000L + meta.clockOffsetNs()) / 1_000_000;
      if (meta.type() == RecordType.LINES) {
        assertThat(eventMs).isBetween(r.timestamp() - 1_500, r.timestamp());
      }
    }
  }

  @Test
  void ten_times_slower_takes_ten_times_as_long() throws Exception {
    replayer(plan("x86_64-6.1/maxactive.txt.gz", 1, Speed.parse("0.1"), false)).run();
    assertThat(clock.nowMs - START_MS).isBetween(4_590L, 4_593L);
  }

  @Test
  void at_full_speed_all_lines_lie_in_the_past() throws Exception {
    replayer(plan("x86_64-6.1/maxactive.txt.gz", 1, Speed.MAX, false)).run();
    assertThat(clock.nowMs).isEqualTo(START_MS);
    long offsetNs = meta(producer.history().get(0)).clockOffsetNs();
    assertThat(offsetNs % 1_000_000_000L).isZero();
    assertThat((8_344_596_000L + offsetNs) / 1_000_000).isBetween(START_MS - 1_000, START_MS);
  }

  @Test
  void each_turn_of_a_loop_is_a_new_session_in_later_windows() {
    clock.untilMs = START_MS + 10_000;
    Replayer replayer = replayer(plan("x86_64-6.1/maxactive.txt.gz", 1, Speed.MAX, true));
    assertThatThrownBy(replayer::run).isInstanceOf(InterruptedException.class);
    assertThat(replayer.report().turns()).isBetween(4, 11);
    List<RawMeta> openings =
        producer.history().stream().map(ReplayerTest::meta).filter(m -> m.seq() == 0).toList();
    assertThat(openings).extracting(RawMeta::session).doesNotHaveDuplicates();
    for (int i = 1; i < openings.size(); i++) {
      long lastMs = (8_344_596_000L + openings.get(i - 1).clockOffsetNs()) / 1_000_000;
      long firstMs = (7_885_338_000L + openings.get(i).clockOffsetNs()) / 1_000_000;
      assertThat(firstMs / 1_000).isGreaterThan(lastMs / 1_000);
    }
  }

  @Test
  void a_clock_that_counts_no_time_has_no_pace() throws Exception {
    replayer(plan("arm64-6.1/no-irqinfo-tsc.txt.gz", 1, Speed.REAL, false)).run();
    assertThat(clock.nowMs).isEqualTo(START_MS);
    Status first = Json.read(producer.history().get(0).value(), Status.class);
    assertThat(first.startMs()).isEqualTo(START_MS);
  }

  @Test
  void a_file_without_trace_output_is_refused_before_anything_is_sent() throws IOException {
    Path prose = Files.writeString(directory.resolve("prose.txt"), "It was a dark night.\n");
    ReplayPlan plan =
        new ReplayPlan(
            CaptureFile.of(prose.toString()),
            ReplayPlan.hosts(1),
            Speed.REAL,
            false,
            1_000,
            null,
            null);
    assertThatThrownBy(() -> replayer(plan).run())
        .isInstanceOf(Failure.class)
        .hasMessageContaining("is not a capture");
    assertThat(producer.history()).isEmpty();
  }

  @Test
  void what_kafka_refuses_ends_the_replay_with_a_sentence() {
    producer.sendException = new RecordTooLargeException("too large");
    Replayer replayer = replayer(plan("x86_64-6.1/maxactive.txt.gz", 1, Speed.MAX, false));
    assertThatThrownBy(replayer::run)
        .isInstanceOf(Failure.class)
        .hasMessage("cannot publish to raw: too large");
  }

  @Test
  void a_loop_takes_no_fixed_offset() {
    CaptureFile file = Captures.file("x86_64-6.1/maxactive.txt.gz");
    assertThatThrownBy(() -> new ReplayPlan(file, List.of("a"), Speed.MAX, true, 1_000, 0L, null))
        .hasMessageContaining("moves the clock offset by itself");
  }
}
