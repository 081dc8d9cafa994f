package io.probestream.streams.pair;

import static org.assertj.core.api.Assertions.assertThat;

import io.probestream.schemas.probe.Pairs;
import io.probestream.schemas.probe.ProbeDefinition;
import io.probestream.streams.Captures;
import io.probestream.streams.parse.LineParser;
import io.probestream.streams.parse.LineSink;
import io.probestream.streams.parse.ParsedLine;
import io.probestream.streams.parse.ProbeTable;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Real calls, of which stretches of single CPUs are lost as a ring buffer loses them, with a {@code
 * LOST} line where the kernel prints it: before that CPU's next record. Whatever the pairer still
 * calls a call is one of those of the whole capture. Whole captures beside the project are taken
 * where they are there: 302,017 calls, 12 rounds, none wrong.
 */
class LossyCaptureTest {
  private static final long SEED = Long.getLong("probestream.seed", 20261123L);
  private static final int CPUS = 64;

  private record Event(int probe, int pid, int cpu, long time, boolean hasStack, long stack) {}

  private static final class Calls implements CallSink {
    final List<String> calls = new ArrayList<>();

    @Override
    public void call(Return r, long startTime, long entryOffset) {
      calls.add(r.pair + " of " + r.pid + ": " + startTime + "-" + r.time + " at " + r.stack);
    }

    @Override
    public void orphanEntry(int pair, long time) {}

    @Override
    public void orphanReturn(int pair, long time) {}

    @Override
    public void inFlight(int pair, long fromTime, long toTime, boolean tainted) {}

    @Override
    public void discarded(int pair, long time) {}
  }

  private PairTable pairs;

  @ParameterizedTest
  @CsvSource({
    "x86_64-6.1/complete, 8",
    "arm64-6.1/complete, 0",
    "x86_64-6.1/maxactive, 8",
  })
  void whateverIsLostEveryCallIsOneOfTheWholeCapture(String capture, int stackDelta) {
    List<Event> events = events(capture);
    Calls whole = new Calls();
    CallPairer pairer = new CallPairer(stackDelta, whole);
    events.forEach(e -> feed(pairer, e));
    pairer.release();
    Set<String> truth = new HashSet<>(whole.calls);
    assertThat(truth).isNotEmpty();
    Random random = new Random(SEED);
    for (int stretch : new int[] {3, 30, 1_000}) {
      for (double share : new double[] {0.05, 0.2, 0.5, 0.9}) {
        Calls lossy = new Calls();
        long lost = lose(events, stretch, share, random, new CallPairer(stackDelta, lossy));
        lossy.calls.removeIf(truth::contains);
        assertThat(lossy.calls)
            .as("seed %d, stretches of %d, %d of %d lost", SEED, stretch, lost, events.size())
            .isEmpty();
      }
    }
  }

  /** Feeds what is left; the watermark lags 100 ms behind, as the collector's does. */
  private long lose(
      List<Event> events, int stretch, double share, Random random, CallPairer pairer) {
    int[] left = new int[CPUS];
    boolean[] pending = new boolean[CPUS];
    long[] newest = new long[CPUS];
    Arrays.fill(newest, Long.MIN_VALUE);
    long lost = 0;
    int read = 0;
    for (Event e : events) {
      if (left[e.cpu] == 0 && random.nextDouble() < share / stretch) {
        left[e.cpu] = 1 + random.nextInt(2 * stretch);
      }
      if (left[e.cpu] > 0) {
        left[e.cpu]--;
        pending[e.cpu] = true;
        lost++;
        continue;
      }
      if (pending[e.cpu]) {
        pending[e.cpu] = false;
        pairer.lost(e.cpu, newest[e.cpu]);
      }
      newest[e.cpu] = e.time;
      feed(pairer, e);
      if (++read % 500 == 0) {
        pairer.advance(e.time - 100_000_000);
      }
    }
    pairer.advance(Long.MAX_VALUE);
    return lost;
  }

  private void feed(CallPairer pairer, Event e) {
    int entry = pairs.ofEntry(e.probe);
    if (entry != PairTable.NONE) {
      pairer.entry(entry, e.pid, e.cpu, e.time, e.hasStack, e.stack, 0, null);
    } else if (pairs.ofReturn(e.probe) != PairTable.NONE) {
      Return r = new Return();
      r.pair = pairs.ofReturn(e.probe);
      r.pid = e.pid;
      r.cpu = e.cpu;
      r.time = e.time;
      r.hasStack = e.hasStack;
      r.stack = e.stack;
      pairer.ret(r, () -> "task");
    }
  }

  private List<Event> events(String capture) {
    List<ProbeDefinition> definitions = Captures.definitions(capture);
    ProbeTable probes = ProbeTable.known(definitions);
    pairs = PairTable.known(Pairs.of(definitions), probes);
    List<Event> events = new ArrayList<>();
    LineSink sink =
        new LineSink() {
          @Override
          public void event(ParsedLine l) {
            events.add(new Event(l.probe(), l.pid(), l.cpu(), l.time(), l.hasStack(), l.stack()));
          }

          @Override
          public void other(ParsedLine line) {}

          @Override
          public void lost(int cpu, long count) {}

          @Override
          public void malformed(byte[] b, int from, int to, String reason, int offset) {}
        };
    LineParser parser = new LineParser(probes);
    var whole = Captures.shared().resolve(capture + ".txt.gz");
    boolean isThere = Files.isReadable(whole);
    parser.parse(isThere ? Captures.read(whole) : Captures.text(capture), sink);
    parser.finish(sink);
    return events;
  }
}
