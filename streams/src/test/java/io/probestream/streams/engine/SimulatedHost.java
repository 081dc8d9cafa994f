package io.probestream.streams.engine;

import io.probestream.schemas.probe.ProbeDefinition;
import io.probestream.schemas.raw.AgentCounters;
import io.probestream.schemas.raw.Counters;
import io.probestream.schemas.raw.CpuCounter;
import io.probestream.schemas.raw.ProbeCounter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * A kernel with small ring buffers and a collector that reads them now and then, and the truth
 * about both: which calls there were, and which events of which probe and window were lost. Frames
 * of a task come back to the same addresses, so that a lost return and a lost entry make one call
 * of two.
 */
final class SimulatedHost {
  static final List<ProbeDefinition> PROBES =
      ProbeDefinition.parseAll(
          """
          p:ps/w vfs_write sp=$stack
          r10:ps/w_ret vfs_write sp=$stack
          p:ps/r vfs_read sp=$stack
          r10:ps/r_ret vfs_read sp=$stack
          p:ps/n nap sp=$stack
          r10:ps/n_ret nap sp=$stack
          """);

  private static final String[] FUNCTIONS = {"vfs_write", "vfs_read", "nap"};
  private static final int TASKS = 6;

  /** Which the kernel counts and does not record, as the agent's own threads. */
  private static final int EXCLUDED = 5;

  private record Event(int probe, int pid, int cpu, long us, String text) {}

  private record Frame(int function, long us) {}

  private static final class Cpu {
    final Deque<Event> ring = new ArrayDeque<>();
    long overrun;
    long dropped;
    long read;
    long lostBefore;
    long lostFromUs;

    /** No line of an earlier event will come, nor one that says that it was lost. */
    long promisedUs(long nowUs) {
      return lostBefore > 0 ? lostFromUs : ring.isEmpty() ? nowUs : ring.peek().us;
    }
  }

  final EngineHarness out;

  /** Calls of the whole log as {@code pid start-end}, in ns. */
  final Set<String> calls = new HashSet<>();

  /** How many of them, by {@code function@windowStartMs} of their return. */
  final Map<String, Long> returned = new HashMap<>();

  /** Events that were recorded or refused and not delivered, by {@code probe@windowStartMs}. */
  final Map<String, Long> lost = new HashMap<>();

  private final Random random;
  private final long windowMs;
  private final boolean overwrite;
  private final int capacity;
  private final boolean excluding;
  private final int losesRecords;
  private final Cpu[] cpus = {new Cpu(), new Cpu(), new Cpu()};
  private final List<Deque<Frame>> tasks = new ArrayList<>();
  private final long[] hits = new long[PROBES.size()];
  private final List<Event> chunk = new ArrayList<>();
  private final List<String> lines = new ArrayList<>();
  private long us = 10_000_000;

  /**
   * A host that has recorded nothing yet.
   *
   * @param excluding whether some hits are not recorded
   * @param losesRecords one of so many lines records does not arrive; 0 for none
   */
  SimulatedHost(
      Random random,
      EngineConfig config,
      boolean overwrite,
      int capacity,
      boolean excluding,
      int losesRecords) {
    this.random = random;
    this.windowMs = config.windowMs();
    this.overwrite = overwrite;
    this.capacity = capacity;
    this.excluding = excluding;
    this.losesRecords = losesRecords;
    out = new EngineHarness(new HostEngine("h", config));
    out.probes = PROBES;
    out.overwrite = overwrite;
    for (int task = 0; task < TASKS; task++) {
      tasks.add(new ArrayDeque<>());
    }
  }

  /** A whole session with so many hits. */
  SimulatedHost run(int steps, int every) {
    out.watermarkNs = us * 1_000;
    out.status(counters(), false);
    for (int i = 0; i < steps; i++) {
      step();
      if (random.nextInt(every) == 0) {
        read(random.nextInt(3) == 0 ? 5 : Integer.MAX_VALUE);
      }
      if (random.nextInt(400) == 0) {
        Counters counters = counters();
        send();
        out.counters(counters);
      }
      if (random.nextInt(2_000) == 0) {
        Counters counters = counters();
        send();
        out.status(counters, false);
      }
    }
    read(Integer.MAX_VALUE);
    Counters last = counters(0);
    us++;
    out.watermarkNs = us * 1_000;
    send();
    out.close(last);
    out.engine.end(out);
    return this;
  }

  private void step() {
    us += 1 + random.nextInt(60);
    int task = random.nextInt(TASKS);
    Deque<Frame> frames = tasks.get(task);
    boolean enters = frames.isEmpty() || (frames.size() < 3 && random.nextBoolean());
    int function = enters ? random.nextInt(FUNCTIONS.length) : frames.peek().function;
    int cpu = random.nextInt(8) == 0 ? random.nextInt(cpus.length) : task % cpus.length;
    if (enters) {
      frames.push(new Frame(function, us));
      hit(2 * function, task, cpu, sp(task, frames.size()));
    } else {
      long sp = sp(task, frames.size()) + 8;
      Frame frame = frames.pop();
      if (!isExcluded(task)) {
        returned.merge(FUNCTIONS[function] + "@" + startMs(us), 1L, Long::sum);
        calls.add(call(100 + task, frame.us * 1_000, us * 1_000));
      }
      hit(2 * function + 1, task, cpu, sp);
    }
  }

  static String call(int pid, long startNs, long endNs) {
    return pid + " " + startNs + "-" + endNs;
  }

  private boolean isExcluded(int task) {
    return excluding && task == EXCLUDED;
  }

  private static long sp(int task, int depth) {
    return 0xffffc90000000000L + (task << 16) + 0x3f00 - depth * 0x100L;
  }

  private void hit(int probe, int task, int cpuNumber, long sp) {
    hits[probe]++;
    if (isExcluded(task)) {
      return;
    }
    String function = FUNCTIONS[probe / 2];
    String place = probe % 2 == 0 ? function + "+0x0/0x3f0" : "ksys+0x6b/0xf0 <- " + function;
    String text =
        String.format(
            "%16s-%-7d [%03d] ..... %5d.%06d: %s: (%s) sp=0x%x",
            "task",
            100 + task,
            cpuNumber,
            us / 1_000_000,
            us % 1_000_000,
            PROBES.get(probe).event(),
            place,
            sp);
    Event event = new Event(probe, 100 + task, cpuNumber, us, text);
    Cpu cpu = cpus[cpuNumber];
    if (cpu.ring.size() == capacity && !overwrite) {
      cpu.dropped++;
      lose(event);
      return;
    }
    if (cpu.ring.size() == capacity) {
      Event oldest = cpu.ring.poll();
      cpu.overrun++;
      cpu.lostFromUs = cpu.lostBefore == 0 ? oldest.us : cpu.lostFromUs;
      cpu.lostBefore++;
      lose(oldest);
    }
    cpu.ring.add(event);
  }

  private void lose(Event event) {
    lost.merge(PROBES.get(event.probe).event() + "@" + startMs(event.us), 1L, Long::sum);
  }

  private long startMs(long timeUs) {
    return timeUs / 1_000 / windowMs * windowMs;
  }

  /** As trace_pipe: the oldest record of all CPUs next. */
  private void read(int most) {
    for (int i = 0; i < most; i++) {
      Cpu next = null;
      for (Cpu cpu : cpus) {
        if (!cpu.ring.isEmpty() && (next == null || cpu.ring.peek().us < next.ring.peek().us)) {
          next = cpu;
        }
      }
      if (next == null) {
        break;
      }
      Event event = next.ring.poll();
      next.read++;
      if (next.lostBefore > 0) {
        lines.add("CPU:" + event.cpu + " [LOST " + next.lostBefore + " EVENTS]");
        next.lostBefore = 0;
      }
      lines.add(event.text);
      chunk.add(event);
    }
    long promised = us;
    for (Cpu cpu : cpus) {
      promised = Math.min(promised, cpu.promisedUs(us));
    }
    if (random.nextInt(3) == 0) {
      send();
      out.watermarkNs = promised * 1_000;
      if (random.nextBoolean()) {
        out.watermark(out.watermarkNs);
      }
    }
  }

  private void send() {
    if (lines.isEmpty()) {
      return;
    }
    // A LOST line that is itself lost is a known limit.
    boolean saysLost = lines.stream().anyMatch(line -> line.startsWith("CPU:"));
    if (losesRecords > 0 && !saysLost && random.nextInt(losesRecords) == 0) {
      out.seq++;
      out.line += lines.size();
      chunk.forEach(this::lose);
    } else {
      out.lines(lines.toArray(String[]::new));
    }
    lines.clear();
    chunk.clear();
  }

  private Counters counters() {
    return counters(3);
  }

  /** One CPU and one probe after the other, while the host goes on. */
  private Counters counters(int steps) {
    long fromNs = us * 1_000;
    List<CpuCounter> stats = new ArrayList<>();
    for (int cpu = 0; cpu < cpus.length; cpu++) {
      go(steps);
      Cpu c = cpus[cpu];
      stats.add(new CpuCounter(cpu, c.ring.size(), c.overrun, c.dropped, c.read, 0));
    }
    List<ProbeCounter> profile = new ArrayList<>();
    for (int probe = 0; probe < hits.length; probe++) {
      go(steps);
      profile.add(new ProbeCounter(PROBES.get(probe).event(), hits[probe], 0));
    }
    return new Counters(fromNs, us * 1_000, profile, stats, AgentCounters.ZERO);
  }

  private void go(int steps) {
    for (int i = steps == 0 || hitsTotal() == 0 ? 0 : random.nextInt(steps); i > 0; i--) {
      step();
    }
  }

  private long hitsTotal() {
    long sum = 0;
    for (long each : hits) {
      sum += each;
    }
    return sum;
  }
}
