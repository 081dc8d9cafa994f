package io.probestream.cli.live;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.probestream.collector.agent.BudgetConfig;
import io.probestream.collector.agent.CaptureKind;
import io.probestream.collector.agent.Collector;
import io.probestream.collector.agent.CollectorConfig;
import io.probestream.collector.agent.HostFacts;
import io.probestream.collector.agent.OwnProbes;
import io.probestream.collector.capture.Clocks;
import io.probestream.collector.probe.KernelSymbols;
import io.probestream.collector.probe.ProbePlanner;
import io.probestream.collector.probe.ProbeRequest;
import io.probestream.collector.probe.SymbolResolver;
import io.probestream.collector.publish.RecordSink;
import io.probestream.collector.publish.Undelivered;
import io.probestream.collector.tracefs.FileTracefsIo;
import io.probestream.collector.tracefs.Tracefs;
import io.probestream.schemas.Json;
import io.probestream.schemas.raw.LeftBehind;
import io.probestream.schemas.raw.ProbeStatus;
import io.probestream.schemas.raw.RawMeta;
import io.probestream.schemas.raw.RecordType;
import io.probestream.schemas.raw.Status;
import io.probestream.schemas.raw.Throttle;
import io.probestream.schemas.window.LatencyWindow;
import io.probestream.schemas.window.Laws;
import io.probestream.schemas.window.MissedWindow;
import io.probestream.schemas.window.RateWindow;
import io.probestream.schemas.window.SlowCall;
import io.probestream.streams.engine.EngineConfig;
import io.probestream.streams.engine.HostEngine;
import io.probestream.streams.engine.RawRecord;
import io.probestream.streams.engine.Reject;
import io.probestream.streams.engine.ResultSink;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A collector on this machine's own kernel whose probe is hit far above its budget: {@code evalexp}
 * of a copy of bash. One call of it goes on for as long as the test wants, for it waits for a
 * command in an array's subscript.
 */
final class ThrottleLiveTest {
  private static final Path BASH = Path.of("/bin/bash");
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String PROGRAM =
      """
      read go
      while :; do i=$((i+1)); done &
      trap "kill $!" EXIT
      let 'a[$(read go; echo 1)]=1'
      """;

  @TempDir Path work;
  private Path program;
  private Tracefs tracefs;
  private final List<Process> processes = new ArrayList<>();

  @BeforeEach
  void findKernel() throws IOException {
    Path place =
        Tracefs.PLACES.stream()
            .filter(p -> Files.isWritable(p.resolve("uprobe_events")))
            .findFirst()
            .orElse(null);
    assumeTrue(place != null, "no writable uprobe_events: needs root, uprobes and tracefs");
    assumeTrue(Files.isExecutable(BASH), "no bash to copy as the traced program");
    tracefs = new Tracefs(new FileTracefsIo(), place);
    program = work.resolve("busy-bash");
    Files.copy(BASH, program);
    assumeTrue(program.toFile().setExecutable(true), "no executable temporary files");
  }

  @AfterEach
  void endProcesses() throws InterruptedException {
    for (Process process : processes) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly().waitFor();
    }
  }

  private Process start(ProcessBuilder builder) throws IOException {
    Process process = builder.start();
    processes.add(process);
    return process;
  }

  private static void go(Process process) throws IOException {
    OutputStream in = process.getOutputStream();
    in.write('\n');
    in.flush();
  }

  @ParameterizedTest
  @EnumSource(
      value = CaptureKind.class,
      names = {"RAW", "TEXT"})
  void noCallSpansATimeOffAndTheLedgerCloses(CaptureKind capture) throws Exception {
    Process busy = start(new ProcessBuilder(program.toString(), "-c", PROGRAM));
    Records records = new Records();
    try (Collector collector = collector(capture, records)) {
      collector.start();
      go(busy);
      long endNs = System.nanoTime() + PATIENCE.toNanos();
      while (records.offs.size() < 2) {
        assertThat(System.nanoTime()).as("switched %s", records.offs).isLessThan(endNs);
        collector.doWork();
      }
      go(busy); // a call that began before returns while the pair is on
      while (busy.isAlive()) {
        assertThat(System.nanoTime()).isLessThan(endNs);
        collector.doWork();
      }
    }
    records.engine.end(records);

    assertThat(records.offs).hasSizeGreaterThanOrEqualTo(2);
    assertThat(records.last.reason()).endsWith(" hits/s of all probes, the budget is 100");
    assertThat(records.latencies.stream().mapToLong(LatencyWindow::count).sum()).isPositive();
    for (Throttle off : records.offs) {
      // What was recorded and not read when it went off makes calls all the same.
      assertThat(records.latencies)
          .flatExtracting(LatencyWindow::slowest)
          .noneMatch(
              call -> startNs(call) < off.fromMs() * 1_000_000 && call.endNs() > ms(off.toMs()))
          .noneMatch(call -> startNs(call) > ms(off.fromMs() + 100) && endsWithin(call, off));
    }
    assertThat(
            Laws.violations(
                records.rates, records.latencies, records.missed, records.status.pairs()))
        .isEmpty();
    assertThat(records.missed)
        .allSatisfy(m -> assertThat(m.causes().inferredMissed()).isZero())
        .filteredOn(m -> m.closing() && m.lineLaw() != null)
        .singleElement()
        .satisfies(m -> assertThat(m.lineLaw().exact()).isTrue())
        .satisfies(m -> assertThat(m.lineLaw().handedOut()).isEqualTo(m.lineLaw().records()));
    assertThat(tracefs.events(true)).doesNotContain(CollectorConfig.groupName(ownPid()));
    assertThat(tracefs.instances()).doesNotContain("probestream-" + ownPid());
  }

  private static long startNs(SlowCall call) {
    return call.endNs() - call.durationNs();
  }

  private static long ms(long ms) {
    return ms * 1_000_000;
  }

  private static boolean endsWithin(SlowCall call, Throttle off) {
    return call.endNs() < ms(off.toMs() - 100);
  }

  @Test
  void whatACollectorThatIsKilledWhileItsProbesAreOffLeavesIsTakenAway() throws Exception {
    Process busy = start(new ProcessBuilder(program.toString(), "-c", PROGRAM));
    Path log = work.resolve("collector.log");
    Process collector =
        start(
            new ProcessBuilder(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:TieredStopAtLevel=1",
                    "-cp",
                    System.getProperty("java.class.path"),
                    "io.probestream.cli.Main",
                    "collect",
                    "--set=cleanLeftovers=false",
                    "--set=budget.hitsPerSecond=100",
                    "--output=" + work.resolve("capture.txt"),
                    "-e",
                    "p:busy " + program + ":evalexp",
                    "-e",
                    "r:busy_ret " + program + ":evalexp")
                .redirectError(log.toFile()));
    String group = CollectorConfig.groupName(collector.pid());
    String instance = CollectorConfig.INSTANCE_PREFIX + collector.pid();
    await()
        .atMost(PATIENCE)
        .failFast(() -> assertThat(collector.isAlive()).isTrue())
        .until(
            () ->
                tracefs.instances().contains(instance)
                    && tracefs.instance(instance).isUsedBy(group));
    go(busy);
    await().atMost(PATIENCE).until(() -> Files.readString(log, UTF_8).contains("switched off"));
    collector.destroyForcibly().waitFor();

    // Other agents of this machine are left alone.
    OwnProbes own = new OwnProbes(tracefs, pid -> pid != collector.pid());
    List<LeftBehind> left = own.reap(sentence -> {});
    assertThat(left).extracting(LeftBehind::group).containsExactly(group);
    assertThat(left.get(0).probes()).hasSize(2).allMatch(p -> p.hits() > 0);
    assertThat(tracefs.events(true)).doesNotContain(group);
    assertThat(tracefs.instances()).doesNotContain(instance);
  }

  private Collector collector(CaptureKind capture, RecordSink into) {
    CollectorConfig config =
        new CollectorConfig(
            "h",
            Map.of(),
            null,
            "boot",
            0,
            capture,
            true,
            List.of(
                ProbeRequest.raw("p:busy " + program + ":evalexp", "-e"),
                ProbeRequest.raw("r:busy_ret " + program + ":evalexp", "-e")),
            100_000,
            new BudgetConfig(0, 100));
    HostFacts facts = HostFacts.read(Path.of("/proc"));
    return new Collector(
        config,
        tracefs,
        facts,
        new ProbePlanner(
            new SymbolResolver(new KernelSymbols(Path.of("/proc/kallsyms")), facts.arch()),
            facts.arch(),
            tracefs::eventFormat),
        () -> HostFacts.threadIds(Path.of("/proc")),
        into,
        files -> {},
        new FastClocks(),
        sentence -> {},
        ownPid());
  }

  private static long ownPid() {
    return ProcessHandle.current().pid();
  }

  /** A tenth of a second is one, so that back-offs are short. */
  private static final class FastClocks implements Clocks {
    private final Clocks system = Clocks.system();

    @Override
    public long wallNs() {
      return system.wallNs();
    }

    @Override
    public long monotonicMs() {
      return System.nanoTime() / 100_000;
    }
  }

  /** Takes a collector's records, and what the engine makes of them. */
  private static final class Records implements RecordSink, ResultSink {
    final HostEngine engine = new HostEngine("h", EngineConfig.standard());
    final List<RateWindow> rates = new ArrayList<>();
    final List<LatencyWindow> latencies = new ArrayList<>();
    final List<MissedWindow> missed = new ArrayList<>();

    /** Times off that are over. */
    final List<Throttle> offs = new ArrayList<>();

    Status status;
    Throttle last;
    private long offset;

    @Override
    public void send(RawMeta meta, byte[] value, long timestampMs) {
      if (meta.type() == RecordType.STATUS) {
        status = Json.read(value, Status.class);
        ProbeStatus probe = status.probes().get(0);
        last = probe.throttle();
        if (last != null && probe.state().equals(ProbeStatus.ENABLED)) {
          offs.add(last);
        }
      }
      engine.accept(new RawRecord(meta, value, timestampMs, 0, offset++), this);
    }

    @Override
    public boolean hasRoom() {
      return true;
    }

    @Override
    public Undelivered close(long timeoutMs) {
      return Undelivered.NONE;
    }

    @Override
    public void rate(RateWindow window) {
      rates.add(window);
    }

    @Override
    public void latency(LatencyWindow window) {
      latencies.add(window);
    }

    @Override
    public void missed(MissedWindow window) {
      missed.add(window);
    }

    @Override
    public void reject(Reject reject) {
      throw new AssertionError(reject);
    }
  }
}
