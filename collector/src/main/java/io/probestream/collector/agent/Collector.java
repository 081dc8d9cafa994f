package io.probestream.collector.agent;

import io.probestream.collector.CollectorException;
import io.probestream.collector.Notices;
import io.probestream.collector.capture.CaptureLoop;
import io.probestream.collector.capture.Clocks;
import io.probestream.collector.capture.LineSource;
import io.probestream.collector.capture.ProfileReader;
import io.probestream.collector.capture.RingStats;
import io.probestream.collector.capture.TextSource;
import io.probestream.collector.capture.TracePipe;
import io.probestream.collector.probe.ProbeInstaller;
import io.probestream.collector.probe.ProbePlan;
import io.probestream.collector.probe.ProbePlanner;
import io.probestream.collector.publish.RecordSink;
import io.probestream.collector.publish.Undelivered;
import io.probestream.collector.tracefs.Tracefs;
import io.probestream.collector.tracefs.TracefsInstance;
import io.probestream.schemas.probe.ProbeDefinition;
import io.probestream.schemas.raw.Counters;
import io.probestream.schemas.raw.LeftBehind;
import io.probestream.schemas.raw.ProbeCounter;
import io.probestream.schemas.raw.ProbeStatus;
import io.probestream.schemas.raw.Status;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * One run: sets up probes and an instance, captures, and takes away exactly what it set up, also
 * after a start that failed half-way. One thread calls {@link #start}, {@link #doWork} and {@link
 * #close}; closing twice is allowed.
 */
public final class Collector implements AutoCloseable {
  private static final long REFRESH_MS = 1_000;
  private static final int REMOVE_TRIES = 20;

  private final CollectorConfig config;
  private final Tracefs tracefs;
  private final HostFacts facts;
  private final ProbePlanner planner;
  private final Supplier<Collection<Integer>> ownThreads;
  private final RecordSink sink;
  private final Consumer<Map<String, String>> sideFiles;
  private final Clocks clocks;
  private final Notices notices;
  private final long pid;
  private final ProbeInstaller installer;
  private final CmdlinesCache cmdlines;

  private Supplier<List<LeftBehind>> reaper = List::of;
  private List<LeftBehind> leftBehind = List.of();
  private ProbePlan plan;
  private List<ProbeDefinition> shown = List.of();
  private TracefsInstance instance;
  private RingStats stats;
  private volatile LineSource source;
  private CaptureLoop loop;
  private LongSupplier cpuNs = new ProcessCpu(Path.of("/proc/self/stat"));
  private Throttler throttler;
  private Set<Integer> excluded = Set.of();
  private String state = ProbeStatus.DISABLED;
  private Undelivered undelivered = Undelivered.NONE;
  private boolean enabled;
  private boolean closed;
  private long refreshDueMs;

  /**
   * A collector that has touched nothing yet.
   *
   * @param ownThreads ids of the threads to keep out of the trace
   * @param sideFiles takes the files beside a capture at the end, by name
   * @param pid names instance and group
   */
  public Collector(
      CollectorConfig config,
      Tracefs tracefs,
      HostFacts facts,
      ProbePlanner planner,
      Supplier<Collection<Integer>> ownThreads,
      RecordSink sink,
      Consumer<Map<String, String>> sideFiles,
      Clocks clocks,
      Notices notices,
      long pid) {
    this.config = config;
    this.tracefs = tracefs;
    this.facts = facts;
    this.planner = planner;
    this.ownThreads = ownThreads;
    this.sink = sink;
    this.sideFiles = sideFiles;
    this.clocks = clocks;
    this.notices = notices;
    this.pid = pid;
    this.installer = new ProbeInstaller(tracefs);
    this.cmdlines = new CmdlinesCache(tracefs, CmdlinesCache.MEMORY);
  }

  /** Asks that for the CPU time of this process, in ns and -1 if unknown, instead of /proc. */
  void measureCpuBy(LongSupplier processCpuNs) {
    cpuNs = processCpuNs;
  }

  /** Asks {@code reaper}, when it starts, what killed collectors left: each status tells. */
  public void startAfter(Supplier<List<LeftBehind>> killed) {
    reaper = killed;
  }

  /**
   * Sets everything up and enables the probes.
   *
   * @throws CollectorException with a sentence if that is not possible; everything is undone then
   */
  public void start() {
    try {
      leftBehind = reaper.get(); // first, for their probes' names are taken
      cmdlines.takeOver();
      Set<String> taken = ProbePlanner.takenNames(tracefs);
      plan = planner.plan(config.probes(), CollectorConfig.groupName(pid), taken, config.stack());
      plan.notes().forEach(notices::say);
      installer.install(plan.definitions(), planner::suggestionFor);
      shown = installer.shown();
      instance = tracefs.createInstance(config.instanceName(pid));
      excluded = new HashSet<>(ownThreads.get());
      InstanceSetup.prepare(instance, config, excluded, notices);
      stats = new RingStats(instance.openStats());
      source = openSource();
      ProfileReader profile = new ProfileReader(tracefs, plan.group());
      loop = new CaptureLoop(stats, source, profile::read, this::status, sink, clocks, notices);
      throttler = throttler();
      loop.begin();
      excludeNewThreads(); // such as the publisher's
      enabled = true;
      instance.enable(plan.group(), true);
      state = ProbeStatus.ENABLED;
      loop.onChange();
    } catch (RuntimeException e) {
      try {
        close();
      } catch (RuntimeException closing) {
        e.addSuppressed(closing);
      }
      throw e;
    }
  }

  private Throttler throttler() {
    return new Throttler(
        config.budget(),
        instance,
        shown,
        plan.pairs(),
        stats::traceClockNs,
        cpuNs,
        clocks.monotonicMs(),
        notices);
  }

  private LineSource openSource() {
    if (config.capture() != CaptureKind.TEXT) {
      try {
        LineSource raw = new RawSetup(tracefs, instance, facts, clocks, notices).open(shown, stats);
        clearBuffer();
        cmdlines.enlarge();
        return raw;
      } catch (CollectorException e) {
        if (config.capture() == CaptureKind.RAW) {
          throw e;
        }
        clearBuffer();
        notices.say("capturing text: " + e.getMessage());
      }
    }
    TracePipe pipe = new TracePipe("trace_pipe", instance::openPipe, clocks);
    LineSource text = new TextSource(pipe, stats.traceClockNs(), notices);
    text.open();
    return text;
  }

  /** With its counters: the record of the check is none of the session (tracing_set_clock). */
  private void clearBuffer() {
    instance.setClock(config.clock());
  }

  /**
   * Ends a read that blocks for longer than {@code patienceMs}: somebody cleared the buffer while
   * it was read. For another thread than the one that works.
   */
  public void unblockAfter(long patienceMs) {
    LineSource open = source;
    if (open != null && open.blockedMs() > patienceMs) {
      open.unblock();
    }
  }

  /** Whether everything that was read was delivered; asked after {@link #close}. */
  public boolean hasDelivered() {
    return undelivered.records() == 0;
  }

  /** What was read and lost so far, as a sentence. */
  public String summary() {
    if (loop == null) {
      return "nothing was read";
    }
    Counters c = loop.counters();
    long lost = c.cpus().stream().mapToLong(cpu -> cpu.overrun() + cpu.dropped()).sum();
    long missed = c.probes().stream().mapToLong(ProbeCounter::missed).sum();
    return "read "
        + c.agent().linesRead()
        + " lines; "
        + lost
        + " events were lost in the ring buffer and "
        + missed
        + " hits missed by the kernel";
  }

  /** How long the caller may wait after a cycle that had something to do. */
  long pauseMs() {
    return source.pauseMs();
  }

  /** Does what is due. Returns 0 if that was nothing. */
  public int doWork() {
    long nowMs = clocks.monotonicMs();
    if (nowMs >= refreshDueMs) {
      refreshDueMs = nowMs + REFRESH_MS;
      excludeNewThreads();
    }
    int work = loop.doWork();
    if (throttler.isSwitching(loop.counters(), source.watermarkNs(), nowMs)) {
      loop.onChange(); // before any more lines are read
    }
    return work;
  }

  private void excludeNewThreads() {
    Set<Integer> now = new HashSet<>(ownThreads.get());
    Set<Integer> fresh = new HashSet<>(now);
    fresh.removeAll(excluded);
    if (!fresh.isEmpty()) {
      instance.excludeThreads(fresh);
    }
    excluded = now;
  }

  private Status status(long startMs, long clockOffsetNs, Counters counters, boolean closing) {
    List<ProbeStatus> probes = new ArrayList<>();
    for (ProbeDefinition d : shown) {
      probes.add(throttler.status(d, state, clockOffsetNs));
    }
    boolean ticks = Set.of("x86-tsc", "counter", "uptime").contains(config.clock());
    return new Status(
        config.host(),
        startMs,
        facts.bootId(),
        facts.kernelRelease(),
        facts.arch(),
        config.clock(),
        ticks ? Status.TICKS : Status.NS,
        ticks ? 1 : source.resolutionNs(),
        source.capture(),
        source.form().wireName(),
        config.labels(),
        true,
        probes,
        plan.pairs(),
        counters,
        closing,
        true, // as InstanceSetup wants it
        leftBehind.isEmpty() ? null : leftBehind,
        throttler.used());
  }

  /**
   * Disables the probes, reads and sends what is left, removes probes and instance, and closes the
   * session. Every step is tried even if one before it failed.
   *
   * @throws CollectorException with the first failure
   */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    long deadlineMs = clocks.monotonicMs() + config.closeTimeoutMs();
    Steps steps = new Steps();
    if (enabled) {
      steps.run(() -> instance.enable(plan.group(), false));
      state = ProbeStatus.DISABLED;
      steps.run(() -> instance.setTracing(false));
      steps.run(() -> drain(deadlineMs));
    }
    if (source != null) {
      steps.run(source::close);
    }
    if (stats != null) {
      steps.run(stats::close);
    }
    if (instance != null) {
      steps.run(this::removeInstance);
    }
    steps.run(installer::close);
    steps.run(cmdlines::restore);
    if (enabled) {
      state = steps.failed() ? state : ProbeStatus.REMOVED;
      steps.run(loop::end);
    }
    steps.run(() -> closeSink(Math.max(0, deadlineMs - clocks.monotonicMs())));
    steps.throwFirst();
  }

  private void drain(long deadlineMs) {
    long waiting = loop.drainOnce();
    // Half of the time is for the delivery of what was read.
    long untilMs = deadlineMs - config.closeTimeoutMs() / 2;
    while (waiting > 0 && clocks.monotonicMs() < untilMs) {
      if (!sink.hasRoom()) {
        Steps.pause(20);
      }
      waiting = loop.drainOnce();
    }
    // Bounded: tracing is off, so the ring buffer only empties.
    for (long before = Long.MAX_VALUE; waiting > 0 && waiting < before; ) {
      before = waiting;
      waiting = loop.discardOnce();
    }
    if (loop.discarded() > 0) {
      notices.say(loop.discarded() + " lines were dropped at the end: Kafka takes no more");
    }
    loop.finish(waiting == 0);
    sideFiles.accept(
        SideFiles.gather(
            tracefs,
            instance,
            stats,
            shown,
            plan.pairs(),
            loop.counters().probes(),
            source.form(),
            facts));
  }

  private void removeInstance() {
    for (int i = 0; ; i++) {
      try {
        instance.remove();
        return;
      } catch (IOException e) {
        if (i == REMOVE_TRIES) {
          throw CollectorException.of(
              "cannot remove tracefs instance " + instance.name(),
              e,
              "when nobody uses it any more, run probestream probes clean");
        }
        Steps.pause(25);
      }
    }
  }

  private void closeSink(long timeoutMs) {
    undelivered = sink.close(timeoutMs);
    if (undelivered.records() > 0) {
      notices.say(undelivered + " were read but not delivered to Kafka before the end");
    }
  }
}
