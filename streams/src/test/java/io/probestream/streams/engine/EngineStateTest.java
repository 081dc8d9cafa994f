package io.probestream.streams.engine;

import static io.probestream.streams.engine.EngineHarness.counters;
import static io.probestream.streams.engine.EngineHarness.entry;
import static io.probestream.streams.engine.EngineHarness.line;
import static io.probestream.streams.engine.EngineHarness.ret;
import static org.assertj.core.api.Assertions.assertThat;

import io.probestream.schemas.window.Laws;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a crash between any two records costs: nothing. */
class EngineStateTest {
  private static final long SEED = 20261123;

  @Test
  void anEngineReadBackAfterEveryRecordGivesTheSameWindows() throws IOException {
    check(records());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void soItDoesWhereSmallBuffersLoseTheOldestOrTheNewestEvents(boolean overwrite)
      throws IOException {
    SimulatedHost kernel =
        new SimulatedHost(new Random(SEED), EngineConfig.standard(), overwrite, 30, true, 20);
    check(kernel.run(1_500, 30).out.records);
  }

  private static void check(List<RawRecord> records) throws IOException {
    EngineHarness whole = new EngineHarness();
    EngineHarness broken = new EngineHarness();
    HostEngine engine = broken.engine;
    for (RawRecord record : records) {
      whole.engine.accept(record, whole);
      whole.engine.tick(record.timestampMs(), whole);
      engine.accept(record, broken);
      engine.tick(record.timestampMs(), broken);
      engine = copy(engine);
    }
    whole.engine.end(whole);
    engine.end(broken);
    assertThat(whole.latencies).isNotEmpty();
    assertThat(Laws.violations(List.of(), whole.latencies, List.of(), List.of())).isEmpty();
    assertThat(whole.missed).isNotEmpty();
    assertThat(broken.rates).isEqualTo(whole.rates);
    assertThat(broken.latencies).isEqualTo(whole.latencies);
    assertThat(broken.missed).isEqualTo(whole.missed);
  }

  @Test
  void theSameStateIsWrittenAsTheSameBytes() throws IOException {
    HostEngine a = new EngineHarness().engine;
    EngineHarness out = new EngineHarness();
    for (RawRecord record : records()) {
      a.accept(record, out);
      assertThat(bytes(copy(a))).isEqualTo(bytes(a));
    }
  }

  private static HostEngine copy(HostEngine engine) throws IOException {
    return HostEngine.read(
        "h", EngineConfig.standard(), new DataInputStream(new ByteArrayInputStream(bytes(engine))));
  }

  private static byte[] bytes(HostEngine engine) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    engine.write(new DataOutputStream(bytes));
    return bytes.toByteArray();
  }

  /** Two sessions of several tasks with losses, gaps, open strings, counters and late lines. */
  private static List<RawRecord> records() {
    Random random = new Random(SEED);
    EngineHarness recorder = new EngineHarness(null);
    recorder.by = List.of("task", "count");
    long us = 10_000_000;
    recorder.open();
    for (int i = 0; i < 300; i++) {
      us += random.nextInt(20_000);
      int pid = random.nextInt(5);
      switch (random.nextInt(13)) {
        case 0 -> recorder.lines("CPU:0 [LOST 12 EVENTS]");
        case 1 -> recorder.line += random.nextInt(3);
        case 7 -> {
          EngineHarness late = new EngineHarness(null);
          late.session = recorder.session;
          late.seq = recorder.seq++;
          late.line = recorder.line++;
          recorder.lines(entry(pid, us));
          recorder.records.addAll(late.lines(entry(pid, us - 1)).records);
        }
        case 2 -> recorder.counters(counters(us * 1_000, i, i / 10, i / 5, i));
        case 3 -> recorder.watermarkNs = (us - 100_000) * 1_000;
        case 4 -> recorder.lines("   cut", " => by(+0x1) the chunk");
        case 5 -> recorder.lines(line(pid, us, "sched_switch: prev_comm=a ==> next_comm=b"));
        case 6 -> recorder.lines(ret(pid, us));
        default -> recorder.lines(entry(pid, us), ret(pid, us + random.nextInt(3_000)));
      }
      if (i == 150) {
        recorder.close(counters(us * 1_000, 150, 15, 30, 150));
        recorder.session = "s2";
        recorder.startMs = 2_000;
        recorder.open();
      }
    }
    recorder.watermark((us + 2_000_000) * 1_000);
    return recorder.records;
  }
}
