package io.probestream.collector.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.probestream.collector.capture.Clocks;
import io.probestream.collector.fake.FakeSink;
import io.probestream.collector.probe.KernelSymbols;
import io.probestream.collector.probe.ProbePlanner;
import io.probestream.collector.probe.ProbeRequest;
import io.probestream.collector.probe.SymbolResolver;
import io.probestream.collector.tracefs.FileTracefsIo;
import io.probestream.collector.tracefs.Tracefs;
import io.probestream.schemas.raw.Counters;
import io.probestream.schemas.raw.CpuCounter;
import io.probestream.schemas.raw.ProbeCounter;
import io.probestream.schemas.raw.RecordType;
import io.probestream.schemas.raw.Status;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The collector on this machine's kernel, where its tracefs is writable; else skipped. */
class LiveUprobeTest {
  private static final Path BASH = Path.of("/bin/bash");
  private static final String FUNCTION = "evalexp";

  @TempDir Path dir;
  private Path program;
  private Tracefs tracefs;
  private final FakeSink sink = new FakeSink();
  private final List<String> notices = new ArrayList<>();

  /** A copy, because a uprobe hits every process that runs the file. */
  @BeforeEach
  void findKernel() throws IOException {
    Path place =
        Tracefs.PLACES.stream()
            .filter(p -> Files.isWritable(p.resolve("uprobe_events")))
            .filter(p -> Files.isWritable(p.resolve("instances")))
            .findFirst()
            .orElse(null);
    assumeTrue(place != null, "skipped: no writable tracefs with uprobes on this machine");
    assumeTrue(Files.isExecutable(BASH), "skipped: no bash to copy as the traced program");
    tracefs = new Tracefs(new FileTracefsIo(), place);
    program = dir.resolve("traced-bash");
    Files.copy(BASH, program);
    assumeTrue(program.toFile().setExecutable(true), "skipped: no executable temporary files");
  }

  private Collector collector(CaptureKind capture) {
    return collector(capture, sink, ownPid());
  }

  private Collector collector(CaptureKind capture, FakeSink into, long pid) {
    return collector(capture, into, pid, BudgetConfig.NONE);
  }

  private Collector collector(CaptureKind capture, FakeSink into, long pid, BudgetConfig budget) {
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
                new ProbeRequest(
                    ProbeRequest.Kind.FUNCTION,
                    program + ":" + FUNCTION,
                    "psl_exec",
                    Map.of("command", "$arg1:x64"),
                    0,
                    true,
                    List.of(),
                    "test")),
            10_000,
            budget);
    HostFacts facts = HostFacts.read(Path.of("/proc"));
    ProbePlanner planner =
        new ProbePlanner(
            new SymbolResolver(new KernelSymbols(Path.of("/proc/kallsyms")), facts.arch()),
            facts.arch(),
            tracefs::eventFormat);
    return new Collector(
        config,
        tracefs,
        facts,
        planner,
        () -> HostFacts.threadIds(Path.of("/proc")),
        into,
        files -> {},
        Clocks.system(),
        notices::add,
        pid);
  }

  /**
   * A program that evaluates {@code count} expressions once it is told to. It must be there before
   * the collector is: threads that an excluded thread starts are excluded too, other programs
   * included (option event-fork).
   */
  private Process waitingProgram(int count) throws IOException {
    String script = "read go; i=0; while [ $i -lt " + count + " ]; do i=$((i+1)); done";
    return new ProcessBuilder(program.toString(), "-c", script)
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private static void go(Process process) throws IOException {
    try (OutputStream in = process.getOutputStream()) {
      in.write('\n');
    }
  }

  private long lines(String event) {
    return sink.of(RecordType.LINES).stream()
        .flatMap(s -> s.value().lines())
        .filter(l -> l.contains(": " + event + ": ("))
        .count();
  }

  @ParameterizedTest
  @EnumSource(CaptureKind.class)
  void everyHitThatTheKernelCountsComesAsALineAndNothingStaysBehind(CaptureKind capture)
      throws Exception {
    Process process = waitingProgram(500);
    try (Collector collector = collector(capture)) {
      collector.start();
      go(process);
      assertThat(process.waitFor()).isZero();
      collector.doWork();
    }
    Status last = sink.last().status();
    Counters counters = last.counters();
    assertThat(last.closing()).isTrue();
    boolean text = capture == CaptureKind.TEXT;
    assertThat(last.capture()).isEqualTo(text ? "trace_pipe" : "trace_pipe_raw");
    assertThat(last.form()).isEqualTo(text ? "kernel" : "escaped");
    assertThat(last.clockResolutionNs()).isEqualTo(text ? 1_000 : 1);
    assertThat(counters.probes())
        .extracting(ProbeCounter::name)
        .containsExactly("psl_exec", "psl_exec_ret");
    for (ProbeCounter probe : counters.probes()) {
      assertThat(lines(probe.name())).as(probe.name()).isEqualTo(500);
      assertThat(probe.hits()).as(probe.name()).isEqualTo(500);
    }
    assertThat(counters.cpus().stream().mapToLong(CpuCounter::readEvents).sum())
        .isEqualTo(counters.agent().linesPublished());
    assertThat(last.pairs())
        .singleElement()
        .satisfies(
            p -> {
              assertThat(p.function()).isEqualTo(program + ":" + FUNCTION);
              assertThat(p.stackArg()).isEqualTo("sp");
            });
    assertThat(tracefs.events(true)).doesNotContain(CollectorConfig.groupName(ownPid()));
    assertThat(tracefs.instances()).doesNotContain(CollectorConfig.INSTANCE_PREFIX + ownPid());
  }

  /** Two collectors hit the same instructions; what differs are the times. */
  @Test
  void pagesGiveTheLinesThatTheKernelPrints() throws Exception {
    FakeSink text = new FakeSink();
    Process process = waitingProgram(2_000);
    try (Collector raw = collector(CaptureKind.RAW);
        Collector other = collector(CaptureKind.TEXT, text, ownPid() + 10_000_000)) {
      raw.start();
      other.start();
      go(process);
      while (process.isAlive()) {
        raw.doWork();
        other.doWork();
      }
    }
    assertThat(withoutPlaceAndTime(sink))
        .hasSize(4_000)
        .isEqualTo(withoutPlaceAndTime(text))
        .allMatch(l -> l.startsWith("     traced-bash-" + process.pid() + " "));
  }

  /**
   * The CPU goes, too: between the two handlers the task may migrate. The kernel learns a task's
   * name when it leaves its CPU (tracing_record_cmdline); what is printed before has {@code <...>}.
   */
  private static List<String> withoutPlaceAndTime(FakeSink sink) {
    return sink.of(RecordType.LINES).stream()
        .flatMap(s -> s.value().lines())
        // Where a name is taken, by the other collector or by other tests, it gets a number.
        .map(l -> l.replaceFirst("_\\d+: \\(", ": ("))
        .map(l -> l.replaceFirst("\\[\\d+] \\S+ +\\d+\\.\\d+: ", ""))
        .map(l -> l.replaceFirst("^           <\\.\\.\\.>-", "     traced-bash-"))
        .toList();
  }

  @Test
  void aMarkerInTheInstanceIsALineOfItsOwnAndForgesNone() throws Exception {
    try (Collector collector = collector(CaptureKind.RAW)) {
      collector.start();
      tracefs
          .instance(CollectorConfig.INSTANCE_PREFIX + ownPid())
          .mark("a\n            bash-1       [000] .....     1.000000001: psl_exec: (0x1)\n");
      collector.doWork();
    }
    assertThat(sink.of(RecordType.LINES).stream().flatMap(s -> s.value().lines()))
        .singleElement()
        .asString()
        .matches(".{16}-\\d+ +\\[\\d+] \\S+ +\\d+\\.\\d{9}: \\w+: a\\\\n +bash-1 .*: \\(0x1\\)");
  }

  @ParameterizedTest
  @EnumSource(
      value = CaptureKind.class,
      names = {"RAW", "TEXT"})
  void noLineComesBelowAPromisedWatermark(CaptureKind capture) throws Exception {
    Process process = waitingProgram(20_000);
    try (Collector collector = collector(capture)) {
      collector.start();
      go(process);
      while (process.isAlive()) {
        collector.doWork();
      }
    }
    long promisedNs = Long.MIN_VALUE;
    for (FakeSink.Sent record : sink.sent) {
      if (record.meta().type() == RecordType.LINES) {
        long promise = promisedNs;
        assertThat(record.value().lines().filter(l -> !l.startsWith("CPU:")))
            .allSatisfy(l -> assertThat(timeNs(l)).isGreaterThanOrEqualTo(promise));
      }
      promisedNs = record.meta().watermarkNs();
    }
    assertThat(lines("psl_exec_ret")).isPositive();
  }

  private static long timeNs(String line) {
    String time = line.substring(line.indexOf(']'), line.indexOf(": psl_exec"));
    String[] parts = time.substring(time.lastIndexOf(' ') + 1).split("\\.", 2);
    return Long.parseLong(parts[0]) * 1_000_000_000L
        + Long.parseLong((parts[1] + "000").substring(0, 9));
  }

  @Test
  void aRefusedDefinitionShowsTheKernelsOwnMessage() {
    CollectorConfig config =
        new CollectorConfig(
            "h",
            Map.of(),
            null,
            "boot",
            0,
            CaptureKind.TEXT,
            true,
            List.of(
                ProbeRequest.raw("p:psl_ok " + program + ":" + FUNCTION, "-e"),
                ProbeRequest.raw("p:psl_bad " + program + ":" + FUNCTION + " a=%zz", "-e")),
            1_000);
    HostFacts facts = HostFacts.read(Path.of("/proc"));
    ProbePlanner planner =
        new ProbePlanner(
            new SymbolResolver(new KernelSymbols(Path.of("/proc/kallsyms")), facts.arch()),
            facts.arch(),
            tracefs::eventFormat);
    String before = tracefs.events(true);
    Collector collector =
        new Collector(
            config,
            tracefs,
            facts,
            planner,
            () -> HostFacts.threadIds(Path.of("/proc")),
            sink,
            f -> {},
            Clocks.system(),
            notices::add,
            ProcessHandle.current().pid());
    org.assertj.core.api.Assertions.assertThatThrownBy(collector::start)
        .hasMessageContaining("the kernel refuses probe psl_bad (Invalid argument)")
        .hasMessageContaining("registers are named as in")
        .hasMessageContaining("a=%zz\n");
    assertThat(tracefs.events(true)).isEqualTo(before);
  }

  private static long ownPid() {
    return ProcessHandle.current().pid();
  }
}
