package io.probestream.streams.pair;

import static org.assertj.core.api.Assertions.assertThat;

import io.probestream.streams.pair.SimulatedKernel.Call;
import io.probestream.streams.pair.SimulatedKernel.Event;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The pairer against a simulated kernel whose true calls are known. Each round has a seed of its
 * own; {@code -Dprobestream.seed=S -Dprobestream.pairing.rounds=N} repeats it, or runs more.
 */
class PairingModelTest {
  private static final long SEED = Long.getLong("probestream.seed", System.nanoTime());
  private static final int ROUNDS = Integer.getInteger("probestream.pairing.rounds", 300);
  private static final int MAX_CPUS = 4;

  /** What is known of a call, and what is lost. */
  enum Kind {
    STACK,
    STACK_MISSED_RETURNS,
    STACK_LOSSES,
    STACK_LOSSES_AND_GAPS,
    LAST_IN_FIRST_OUT
  }

  /** A call as the pairer reports it, and as it truly was. */
  private record Told(int pair, int pid, long start, long end, long returnStack) {}

  private static final class Sink implements CallSink {
    final List<Told> calls = new ArrayList<>();
    int orphanEntries;
    int orphanReturns;
    int discarded;
    int ended;

    @Override
    public void call(Return r, long startTime, long entryOffset) {
      calls.add(new Told(r.pair, r.pid, startTime, r.time, r.offset));
    }

    @Override
    public void orphanEntry(int pair, long time) {
      orphanEntries++;
    }

    @Override
    public void orphanReturn(int pair, long time) {
      orphanReturns++;
    }

    @Override
    public void inFlight(int pair, long fromTime, long toTime, boolean tainted) {
      ended++;
    }

    @Override
    public void discarded(int pair, long time) {
      discarded++;
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void everyLatencyIsThatOfATrueCall(Kind kind) throws IOException {
    long calls = 0;
    for (int i = 0; i < ROUNDS; i++) {
      long seed = SEED + i;
      calls += round(kind, seed);
    }
    System.out.printf(
        "pairing model, %s: %d rounds from seed %d, %d calls%n", kind, ROUNDS, SEED, calls);
    assertThat(calls).isPositive();
  }

  private static long round(Kind kind, long seed) throws IOException {
    Random random = new Random(seed);
    int stackDelta = random.nextBoolean() ? 8 : 0;
    SimulatedKernel kernel =
        new SimulatedKernel(
            random,
            1 + random.nextInt(MAX_CPUS),
            1 + random.nextInt(6),
            stackDelta,
            kind == Kind.STACK_MISSED_RETURNS);
    kernel.run(1_500);
    Sink sink = new Sink();
    CallPairer pairer = new CallPairer(stackDelta, sink);
    Reader reader = new Reader(kind, random, kernel.events, pairer, sink);
    reader.run();
    pairer = reader.pairer;

    Map<Told, Integer> truth = new HashMap<>();
    int found = 0;
    for (Call c : kernel.calls) {
      long stack = kind == Kind.LAST_IN_FIRST_OUT ? 0 : c.ret().stack();
      truth.merge(
          new Told(c.pair(), c.pid(), c.entry().time(), c.ret().time(), stack), 1, Integer::sum);
      found += reader.isFed(c.entry()) && reader.isFed(c.ret()) ? 1 : 0;
    }
    for (Told told : sink.calls) {
      Integer left = truth.computeIfPresent(told, (t, n) -> n - 1);
      assertThat(left)
          .as("%s, seed %d: %s is one of the true calls, each told once", kind, seed, told)
          .isNotNull()
          .isNotNegative();
    }
    String round = kind + ", seed " + seed;
    if (!reader.hasLost) {
      assertThat(sink.calls.size())
          .as("%s: completed calls", round)
          .isBetween(found - reader.overtaken, found);
      assertThat(sink.discarded).as("%s: discarded", round).isZero();
    }
    int open = 0;
    int untainted = 0;
    for (int pair = 0; pair < 16; pair++) {
      open += pairer.inFlight(pair);
      untainted += pairer.untainted(pair);
    }
    assertThat(sink.calls.size() + sink.orphanEntries + sink.discarded + open)
        .as("%s: entries", round)
        .isEqualTo(reader.entries);
    assertThat(sink.calls.size() + sink.orphanReturns + sink.discarded)
        .as("%s: returns", round)
        .isEqualTo(reader.returns);
    assertThat(sink.ended)
        .as("%s: calls that were in flight", round)
        .isEqualTo(reader.entries - open);
    assertThat(untainted).as("%s: untainted", round).isLessThanOrEqualTo(open);
    if (!reader.hasLost) {
      assertThat(untainted).as("%s: untainted", round).isEqualTo(open);
    }
    return sink.calls.size();
  }

  /** Reads the CPUs' buffers as {@code trace_pipe} does, nearly by time, and loses some of it. */
  private static final class Reader {
    /** {@code trace_pipe} was seen to step back by so much. */
    private static final int STEP_BACK_NS = 11_000;

    private final Kind kind;
    private final Random random;
    private final Sink sink;
    private final List<List<Event>> cpus = new ArrayList<>();
    private final Set<Event> fed = Collections.newSetFromMap(new IdentityHashMap<>());
    private final int[] next = new int[MAX_CPUS];
    private final long[] newest = new long[MAX_CPUS];
    private final long[] visible = new long[MAX_CPUS];
    private final boolean[] loses = new boolean[MAX_CPUS];
    private final int[] stretch = new int[MAX_CPUS];

    /** Time of the first lost event of which no LOST line was printed yet. */
    private final long[] firstLost = new long[MAX_CPUS];

    private int gapLeft;
    private boolean gap;
    CallPairer pairer;
    boolean hasLost;
    int entries;
    int returns;

    /** Returns that were read behind a later entry of their task: their calls may be orphaned. */
    int overtaken;

    private final Map<Integer, Long> newestEntry = new HashMap<>();

    Reader(Kind kind, Random random, List<Event> events, CallPairer pairer, Sink sink) {
      this.kind = kind;
      this.random = random;
      this.pairer = pairer;
      this.sink = sink;
      for (int cpu = 0; cpu < MAX_CPUS; cpu++) {
        cpus.add(new ArrayList<>());
        newest[cpu] = Long.MIN_VALUE;
        firstLost[cpu] = Long.MAX_VALUE;
        loses[cpu] = random.nextBoolean();
      }
      // Probes may be switched on while calls are in flight.
      events.stream()
          .skip(random.nextBoolean() ? 0 : random.nextInt(100))
          .forEach(e -> cpus.get(e.cpu()).add(e));
    }

    boolean isFed(Event e) {
      return fed.contains(e);
    }

    void run() throws IOException {
      for (int cpu = 0; cpu < MAX_CPUS; cpu++) {
        look(cpu);
      }
      for (int cpu = earliest(); cpu >= 0; cpu = earliest()) {
        Event e = cpus.get(cpu).get(next[cpu]++);
        look(cpu);
        if (isLost(cpu)) {
          firstLost[cpu] = Math.min(firstLost[cpu], e.time());
        } else {
          print(cpu, e);
        }
        if (random.nextInt(50) == 0 && gapLeft == 0 && !gap) {
          pairer.advance(watermark() - random.nextInt(2) * (long) random.nextInt(1_000_000));
        }
        if (random.nextInt(400) == 0) {
          pairer = copy();
        }
      }
      announceGap();
      pairer.advance(Long.MAX_VALUE);
    }

    /** When the reader will see this CPU's next record. */
    private void look(int cpu) {
      if (next[cpu] < cpus.get(cpu).size()) {
        // Last in, first out needs the lines in order.
        boolean isLate = kind != Kind.LAST_IN_FIRST_OUT && random.nextInt(4) == 0;
        long late = isLate ? random.nextInt(STEP_BACK_NS) : 0;
        visible[cpu] = Math.max(visible[cpu], cpus.get(cpu).get(next[cpu]).time() + late);
      } else {
        visible[cpu] = Long.MAX_VALUE;
      }
    }

    private int earliest() {
      int found = -1;
      for (int cpu = 0; cpu < MAX_CPUS; cpu++) {
        if (visible[cpu] < (found < 0 ? Long.MAX_VALUE : visible[found])) {
          found = cpu;
        }
      }
      return found;
    }

    /** The oldest records are overwritten: there is always a next one, before which LOST stands. */
    private boolean isLost(int cpu) {
      boolean mayLose =
          (kind == Kind.STACK_LOSSES || kind == Kind.STACK_LOSSES_AND_GAPS) && loses[cpu];
      if (!mayLose || next[cpu] == cpus.get(cpu).size()) {
        return false;
      }
      if (stretch[cpu] == 0 && random.nextInt(40) == 0) {
        stretch[cpu] = 1 + random.nextInt(random.nextBoolean() ? 5 : 100);
      }
      if (stretch[cpu] == 0) {
        return false;
      }
      stretch[cpu]--;
      hasLost = true;
      return true;
    }

    private void print(int cpu, Event e) {
      if (gapLeft == 0 && kind == Kind.STACK_LOSSES_AND_GAPS && random.nextInt(300) == 0) {
        gapLeft = 1 + random.nextInt(60);
        gap = true;
        hasLost = true;
      }
      boolean lostBefore = firstLost[cpu] < Long.MAX_VALUE;
      firstLost[cpu] = Long.MAX_VALUE;
      if (gapLeft > 0) {
        gapLeft--; // the LOST line with it
        return;
      }
      announceGap();
      if (lostBefore) {
        pairer.lost(cpu, newest[cpu]);
      }
      newest[cpu] = Math.max(newest[cpu], e.time());
      feed(e);
    }

    /** As SessionLines does. */
    private void announceGap() {
      if (gap) {
        pairer.lost(-1, Long.MIN_VALUE);
        gap = false;
      }
    }

    /** What came before it was printed, or is known to be lost. */
    private long watermark() {
      long time = Long.MAX_VALUE;
      for (int cpu = 0; cpu < MAX_CPUS; cpu++) {
        time = Math.min(time, firstLost[cpu]);
        if (next[cpu] < cpus.get(cpu).size()) {
          time = Math.min(time, cpus.get(cpu).get(next[cpu]).time());
        }
      }
      return time;
    }

    private void feed(Event e) {
      fed.add(e);
      boolean hasStack = kind != Kind.LAST_IN_FIRST_OUT;
      if (e.isEntry()) {
        entries++;
        newestEntry.merge(key(e), e.time(), Math::max);
        pairer.entry(
            e.pair(), e.pid(), e.cpu(), e.time(), hasStack, hasStack ? e.stack() : 0, 0, null);
        return;
      }
      returns++;
      overtaken += newestEntry.getOrDefault(key(e), Long.MIN_VALUE) > e.time() ? 1 : 0;
      Return r = new Return();
      r.pair = e.pair();
      r.pid = e.pid();
      r.cpu = e.cpu();
      r.time = e.time();
      r.hasStack = hasStack;
      r.stack = hasStack ? e.stack() : 0;
      // A held call keeps no stack pointer; what it keeps tells which return it was.
      r.offset = r.stack;
      pairer.ret(r, () -> "task");
    }

    private static int key(Event e) {
      return e.pid() > 0 ? e.pid() : -1 - e.cpu();
    }

    /** A crash: what is read back from the changelog goes on. */
    private CallPairer copy() throws IOException {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      pairer.write(new DataOutputStream(bytes));
      CallPairer copy = new CallPairer(CallPairer.DELTA_UNKNOWN, sink);
      copy.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
      return copy;
    }
  }
}
