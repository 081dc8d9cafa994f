package io.probestream.streams.engine;

import static io.probestream.streams.engine.EngineHarness.counters;
import static io.probestream.streams.engine.EngineHarness.entry;
import static io.probestream.streams.engine.EngineHarness.line;
import static io.probestream.streams.engine.EngineHarness.ret;
import static org.assertj.core.api.Assertions.assertThat;

import io.probestream.schemas.raw.RecordType;
import io.probestream.schemas.window.LatencyWindow;
import io.probestream.schemas.window.MissedWindow;
import io.probestream.schemas.window.RateWindow;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A run that begins in the middle of a session. */
class WarmupTest {
  private static final long MAX_CALL_MS = 6_000;

  @Test
  void aSessionFromItsFirstRecordOnNeedsNoWarmup() {
    EngineHarness host = run(records(1), 0);
    assertThat(host.rates).isNotEmpty().allMatch(r -> r.warmup() == null);
    assertThat(host.latencies).isNotEmpty().allMatch(l -> l.warmup() == null);
    assertThat(host.missed).isNotEmpty().allMatch(m -> m.warmup() == null);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16})
  void whatIsNotMarkedIsWhatTheWholeRunGives(long seed) {
    List<RawRecord> records = records(seed);
    int from = 20 + new Random(seed).nextInt(records.size() / 4);
    EngineHarness whole = run(records, 0);
    EngineHarness part = run(records, from);
    MissedWindow begin = part.missed.get(0);
    assertThat(begin.warmupUntilMs()).isEqualTo(begin.endMs() + MAX_CALL_MS + MAX_CALL_MS / 60);

    assertThat(part.rates.stream().filter(r -> r.startMs() >= begin.endMs()).toList())
        .isNotEmpty()
        .isEqualTo(whole.rates.stream().filter(r -> r.startMs() >= begin.endMs()).toList())
        .allMatch(r -> r.warmup() == null);
    assertThat(part.rates.stream().filter(r -> r.startMs() < begin.endMs()))
        .allMatch(RateWindow::warmup);

    long wholeMs = begin.warmupUntilMs();
    assertThat(part.latencies.stream().filter(l -> l.startMs() >= wholeMs).toList())
        .isNotEmpty()
        .isEqualTo(whole.latencies.stream().filter(l -> l.startMs() >= wholeMs).toList());
    assertThat(part.latencies.stream().filter(l -> l.startMs() < wholeMs))
        .allMatch(LatencyWindow::warmup);
    assertThat(causes(part, wholeMs)).isNotEmpty().isEqualTo(causes(whole, wholeMs));
    assertThat(part.missed.stream().filter(m -> m.startMs() < wholeMs))
        .allMatch(MissedWindow::warmup);
    // Of the time before the run the totals know nothing.
    assertThat(part.missed.stream().filter(m -> m.closing() && m.lineLaw() != null))
        .isNotEmpty()
        .noneMatch(m -> m.lineLaw().exact());
  }

  private static List<String> causes(EngineHarness run, long fromMs) {
    return run.missed.stream()
        .filter(m -> m.startMs() >= fromMs && !m.closing())
        .map(m -> m.probe() + '@' + m.startMs() + ' ' + m.session() + ' ' + m.causes())
        .toList();
  }

  private static EngineHarness run(List<RawRecord> records, int from) {
    EngineHarness out =
        new EngineHarness(new HostEngine("h", new EngineConfig(100, 0, 10_000, MAX_CALL_MS, 2)));
    for (RawRecord record : records.subList(from, records.size())) {
      out.engine.accept(record, out);
      out.engine.tick(record.timestampMs(), out);
    }
    out.engine.end(out);
    return out;
  }

  /** One session over half a minute, with a status every second. */
  private static List<RawRecord> records(long seed) {
    Random random = new Random(seed);
    EngineHarness host = new EngineHarness(null);
    long us = 10_000_000;
    host.nowMs = us / 1_000;
    host.open();
    for (int i = 0; i < 1_000; i++) {
      us += random.nextInt(60_000);
      host.nowMs = us / 1_000;
      host.watermarkNs = (us - 20_000) * 1_000;
      int pid = 1 + random.nextInt(9);
      switch (random.nextInt(12)) {
        case 0 -> host.lines("CPU:0 [LOST 12 EVENTS]");
        case 1 -> host.line += random.nextInt(3);
        case 2 -> host.counters(counters((us - 30_000) * 1_000, i, i / 10, i / 5, i));
        case 3 -> host.lines(line(pid, us, "sched_switch: prev_comm=a ==> next_comm=b"));
        case 4 -> host.lines(ret(pid, us));
        case 5 -> host.lines(entry(pid, us));
        case 6 -> host.status(counters((us - 30_000) * 1_000, i, i / 10, i / 5, i), false);
        case 7 -> host.lines("no trace output");
        case 8 -> host.send(RecordType.LINES, new byte[0], 0);
        default -> host.lines(entry(pid, us), ret(pid, us + random.nextInt(9_000)));
      }
    }
    host.close(counters(us * 1_000, 1_000, 100, 200, 1_000));
    return host.records;
  }
}
