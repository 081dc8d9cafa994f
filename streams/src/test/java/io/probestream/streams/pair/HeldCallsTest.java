package io.probestream.streams.pair;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Held calls against a plain list of the same calls. */
class HeldCallsTest {
  private static final long SEED = Long.getLong("probestream.seed", System.nanoTime());

  private record Call(long time, int cpu, int pid) {}

  private static final class Decided implements CallSink {
    final List<Call> calls = new ArrayList<>();
    final List<Long> discarded = new ArrayList<>();

    @Override
    public void call(Return ret, long startTime, long entryOffset) {
      assertThat(ret.task).isEqualTo("task " + ret.pid);
      assertThat(new long[] {startTime, entryOffset, ret.offset, ret.errno, ret.pair})
          .containsExactly(ret.time - 5, ret.pid + 1, ret.pid + 2, ret.pid % 7, 3);
      assertThat(ret.value).isEqualTo(ret.pid % 3 == 0 ? "value " + ret.pid % 5 : null);
      calls.add(new Call(ret.time, ret.cpu, ret.pid));
    }

    @Override
    public void orphanEntry(int pair, long time) {}

    @Override
    public void orphanReturn(int pair, long time) {}

    @Override
    public void inFlight(int pair, long fromTime, long toTime, boolean tainted) {}

    @Override
    public void discarded(int pair, long time) {
      discarded.add(time);
    }
  }

  private HeldCalls held = new HeldCalls();
  private final Decided decided = new Decided();
  private final List<Call> kept = new ArrayList<>();

  @Test
  void eachIsReleasedByTheWatermarkOrDiscardedByALossAlsoWhereReturnsStepBack() {
    Random random = new Random(SEED);
    long now = 0;
    for (int step = 0; step < 20_000; step++) {
      now += random.nextInt(3);
      int what = random.nextInt(50);
      if (what == 0) {
        release(now - random.nextInt(200));
      } else if (what == 1) {
        discard(random.nextInt(4), now - random.nextInt(20));
      } else if (what == 3) {
        writeAndRead();
      } else {
        hold(new Call(now - (what == 2 ? random.nextInt(100) : 0), random.nextInt(4), step));
      }
      assertThat(held.size()).as("seed %d", SEED).isEqualTo(kept.size());
    }
    release(Long.MAX_VALUE);
    assertThat(held.size()).isZero();
  }

  @Test
  void theOldestIsDiscardedWhereThereIsNoMoreRoom() {
    for (int i = 0; i <= HeldCalls.MAX; i++) {
      hold(new Call(i, 0, i));
    }
    assertThat(decided.discarded).containsExactly(0L);
    assertThat(held.size()).isEqualTo(HeldCalls.MAX);
  }

  @Test
  void aCallTakesFewBytes() throws IOException {
    for (int i = 0; i < 1_000; i++) {
      Return ret = new Return();
      ret.time = 1_000_000_000_000L + i * 20_000L;
      ret.pid = 1_000 + i % 7;
      ret.offset = 1_000_000L + i / 10;
      held.add(ret, "task " + i % 7, ret.time - 50_000, ret.offset - 1, decided);
    }
    assertThat(written().length).isLessThan(17 * 1_000);
  }

  private byte[] written() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    held.write(new DataOutputStream(bytes));
    return bytes.toByteArray();
  }

  private void writeAndRead() {
    try {
      byte[] bytes = written();
      held = new HeldCalls();
      DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
      held.read(in, decided);
      assertThat(in.available()).isZero();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void hold(Call call) {
    Return ret = new Return();
    ret.pair = 3;
    ret.pid = call.pid;
    ret.cpu = call.cpu;
    ret.time = call.time;
    ret.value = call.pid % 3 == 0 ? "value " + call.pid % 5 : null;
    ret.errno = call.pid % 7;
    ret.offset = call.pid + 2L;
    held.add(ret, "task " + call.pid, call.time - 5, call.pid + 1L, decided);
    kept.add(call);
  }

  private void release(long watermark) {
    decided.calls.clear();
    held.release(watermark, decided);
    List<Call> expected = kept.stream().filter(call -> call.time < watermark).toList();
    assertThat(decided.calls).as("seed %d", SEED).containsExactlyInAnyOrderElementsOf(expected);
    kept.removeAll(expected);
  }

  private void discard(int cpu, long fromTime) {
    decided.discarded.clear();
    held.discard(cpu, fromTime, decided);
    List<Call> expected =
        kept.stream()
            .filter(c -> c.time > fromTime || (c.time == fromTime && c.cpu != cpu))
            .toList();
    assertThat(decided.discarded)
        .as("seed %d", SEED)
        .containsExactlyInAnyOrderElementsOf(expected.stream().map(Call::time).toList());
    kept.removeAll(expected);
  }
}
