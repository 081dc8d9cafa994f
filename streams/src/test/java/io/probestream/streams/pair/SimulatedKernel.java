package io.probestream.streams.pair;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;

/**
 * Tasks with real stacks on CPUs that take turns, and what probes on their functions print: nested,
 * recursive and tail calls, interrupts on a stack of their own, task 0 of each CPU, tasks that
 * migrate, that exit within calls, and whose id and stack are used again. Slow and obvious.
 */
final class SimulatedKernel {
  private static final long STACK_BASE = 0xffffd29140010000L;
  private static final long STACK_SIZE = 1 << 14;
  private static final int MAX_DEPTH = 20;

  /** A task that leaves a CPU is on another one no sooner: see CallPairer.ROUND_TRIP_NS. */
  private static final long MIGRATION_NS = 6_000;

  /** What a probe printed; {@code time} is in ns, printed to the µs. */
  record Event(boolean isEntry, int pair, int pid, int cpu, long time, long stack) {}

  /** A call of which both entry and return were printed. */
  record Call(int pair, int pid, Event entry, Event ret) {}

  private record Frame(int function, long sp, boolean isTail, boolean isIrq, List<Event> entries) {}

  private static final class Task {
    final int pid;
    final long stack;
    final Deque<Frame> frames = new ArrayDeque<>();
    long readyNs;

    Task(int pid, long stack) {
      this.pid = pid;
      this.stack = stack;
    }
  }

  final List<Event> events = new ArrayList<>();
  final List<Call> calls = new ArrayList<>();

  private final Random random;
  private final int stackDelta;
  private final int functions;
  private final boolean missesReturns;

  /** Two probes on each even function. */
  private final boolean twice;

  private final Task[] idle;
  private final Task[] running;
  private final List<Task> ready = new ArrayList<>();
  private final List<Long> freeStacks = new ArrayList<>();
  private final List<Integer> freePids = new ArrayList<>();
  private int nextPid = 1;
  private long nextStack = STACK_BASE;
  private long nowNs = 1_000_000_000;

  SimulatedKernel(Random random, int cpus, int tasks, int stackDelta, boolean missesReturns) {
    this.random = random;
    this.stackDelta = stackDelta;
    this.missesReturns = missesReturns;
    functions = 1 + random.nextInt(4);
    twice = random.nextBoolean();
    idle = new Task[cpus];
    running = new Task[cpus];
    for (int cpu = 0; cpu < cpus; cpu++) {
      idle[cpu] = new Task(0, newStack());
      running[cpu] = idle[cpu];
    }
    for (int i = 0; i < tasks; i++) {
      fork();
    }
  }

  void run(int steps) {
    for (int i = 0; i < steps; i++) {
      int kind = random.nextInt(100);
      nowNs += kind < 70 ? random.nextInt(2_000) : random.nextInt(kind < 97 ? 20_000 : 5_000_000);
      step(random.nextInt(running.length));
    }
  }

  private void step(int cpu) {
    Task task = running[cpu];
    int what = random.nextInt(100);
    boolean inIrq = !task.frames.isEmpty() && task.frames.peek().isIrq;
    if (what < 40 && task.frames.size() < MAX_DEPTH) {
      call(cpu, task, what < 5);
    } else if (what < 46) {
      tailCall(cpu, task);
    } else if (what < 85) {
      ret(cpu, task);
    } else if (!inIrq && what < 98) {
      switchTask(cpu, task);
    } else if (!inIrq && task.pid > 0) {
      exit(cpu, task);
    }
  }

  private void call(int cpu, Task task, boolean irq) {
    Frame top = task.frames.peek();
    boolean isIrq = irq || (top != null && top.isIrq);
    long sp;
    if (top == null || (isIrq && !top.isIrq)) {
      // Interrupts have a stack for each CPU; system calls begin at a random offset.
      long stack = isIrq ? STACK_BASE - (cpu + 1L) * 4 * STACK_SIZE : task.stack;
      sp = stack + STACK_SIZE - 16 - 8L * random.nextInt(64);
    } else {
      sp = top.sp - 16 - 8L * random.nextInt(16);
    }
    enter(cpu, task, random.nextInt(functions), sp, false, isIrq);
  }

  /** Jumps from the function that was just entered into another one: two frames at one address. */
  private void tailCall(int cpu, Task task) {
    Frame top = task.frames.peek();
    if (top == null) {
      return;
    }
    int function = random.nextInt(functions);
    // One that is live there already would be taken for a later call: a known limit.
    boolean isThere = task.frames.stream().anyMatch(f -> f.sp == top.sp && f.function == function);
    if (!isThere) {
      enter(cpu, task, function, top.sp, true, top.isIrq);
    }
  }

  private void enter(int cpu, Task task, int function, long sp, boolean isTail, boolean isIrq) {
    int probes = probes(function);
    List<Event> entries = new ArrayList<>();
    for (int i = 0; i < probes; i++) {
      entries.add(new Event(true, pair(function, i), task.pid, cpu, printed(), sp));
    }
    events.addAll(entries);
    task.frames.push(new Frame(function, sp, isTail, isIrq, entries));
  }

  private void ret(int cpu, Task task) {
    boolean again = !task.frames.isEmpty();
    while (again) {
      Frame frame = task.frames.pop();
      for (int i = frame.entries.size() - 1; i >= 0; i--) {
        if (missesReturns && random.nextInt(20) == 0) {
          continue;
        }
        int pair = pair(frame.function, i);
        Event ret = new Event(false, pair, task.pid, cpu, printed(), frame.sp + stackDelta);
        events.add(ret);
        calls.add(new Call(pair, task.pid, frame.entries.get(i), ret));
      }
      // Whoever jumped into it returns with it.
      again = frame.isTail;
    }
  }

  private void switchTask(int cpu, Task task) {
    if (task.pid > 0) {
      task.readyNs = nowNs + MIGRATION_NS;
      ready.add(task);
    }
    List<Task> able = ready.stream().filter(t -> t.readyNs <= nowNs).toList();
    running[cpu] = able.isEmpty() ? idle[cpu] : able.get(random.nextInt(able.size()));
    ready.remove(running[cpu]);
  }

  /** Its frames never return. */
  private void exit(int cpu, Task task) {
    freePids.add(task.pid);
    freeStacks.add(task.stack);
    running[cpu] = idle[cpu];
    fork();
  }

  private void fork() {
    boolean usedPid = !freePids.isEmpty() && random.nextBoolean();
    boolean usedStack = !freeStacks.isEmpty() && random.nextBoolean();
    Task task =
        new Task(
            usedPid ? freePids.remove(random.nextInt(freePids.size())) : nextPid++,
            usedStack ? freeStacks.remove(random.nextInt(freeStacks.size())) : newStack());
    task.readyNs = nowNs + MIGRATION_NS;
    ready.add(task);
  }

  private long newStack() {
    nextStack += 4 * STACK_SIZE;
    return nextStack;
  }

  private int probes(int function) {
    return twice && function % 2 == 0 ? 2 : 1;
  }

  private static int pair(int function, int probe) {
    return 2 * function + probe;
  }

  /** Rounded to the µs, as trace_print_time does. */
  private long printed() {
    return (nowNs + 500) / 1_000 * 1_000;
  }
}
