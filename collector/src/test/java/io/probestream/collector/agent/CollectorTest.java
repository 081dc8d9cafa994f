package io.probestream.collector.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.probestream.collector.CollectorException;
import io.probestream.collector.fake.FakeClocks;
import io.probestream.collector.fake.FakeRing;
import io.probestream.collector.fake.FakeSink;
import io.probestream.collector.fake.FakeTracefs;
import io.probestream.collector.probe.KernelSymbols;
import io.probestream.collector.probe.ProbePlanner;
import io.probestream.collector.probe.ProbeRequest;
import io.probestream.collector.probe.SymbolResolver;
import io.probestream.collector.tracefs.Tracefs;
import io.probestream.schemas.raw.Budget;
import io.probestream.schemas.raw.Pair;
import io.probestream.schemas.raw.ProbeCounter;
import io.probestream.schemas.raw.ProbeStatus;
import io.probestream.schemas.raw.RecordType;
import io.probestream.schemas.raw.Status;
import io.probestream.schemas.raw.Throttle;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CollectorTest {
  private static final String FOREIGN = "p:other/foreign vfs_read";
  private static final HostFacts FACTS =
      new HostFacts("h", "boot-1", "6.1.0", "x86_64", "Linux h 6.1.0 x86_64 GNU/Linux");

  private final FakeRing ring = new FakeRing(2, 1_000);
  private final FakeTracefs kernel = new FakeTracefs(ring);
  private final FakeClocks clocks = new FakeClocks(ring);
  private final FakeSink sink = new FakeSink();
  private final List<String> notices = new ArrayList<>();
  private final Map<String, String> files = new HashMap<>();
  private List<Integer> threads = List.of(42, 43);

  CollectorTest() {
    kernel.addForeign(FOREIGN);
  }

  private Collector collector(String... definitions) {
    return collector(BudgetConfig.NONE, definitions);
  }

  private Collector collector(BudgetConfig budget, String... definitions) {
    CollectorConfig config =
        new CollectorConfig(
            "h",
            Map.of("rack", "7"),
            null,
            "boot",
            64,
            CaptureKind.TEXT,
            true,
            Stream.of(definitions).map(d -> ProbeRequest.raw(d, "-e")).toList(),
            1_000,
            budget);
    ProbePlanner planner =
        new ProbePlanner(
            new SymbolResolver(new KernelSymbols(Path.of("none")), "x86_64"),
            "x86_64",
            (g, e) -> "");
    return new Collector(
        config,
        new Tracefs(kernel, FakeTracefs.ROOT),
        FACTS,
        planner,
        () -> threads,
        sink,
        files::putAll,
        clocks,
        notices::add,
        42);
  }

  private void assertNothingIsLeft() {
    assertThat(kernel.probes()).containsExactly(FOREIGN);
    assertThat(kernel.instance()).isNull();
    assertThat(ring.isOpen()).isFalse();
    assertThat(sink.closed).isTrue();
  }

  @Test
  void everythingIsSetUpInTheOrderThatLosesNothing() {
    try (Collector c = collector("p:a vfs_write", "r8:b vfs_write")) {
      c.start();
      assertThat(kernel.probes())
          .containsExactly(
              FOREIGN,
              "p:probestream_42/a vfs_write sp=$stack",
              "r8:probestream_42/b vfs_write sp=$stack");
      assertThat(kernel.instance()).isEqualTo("probestream-42");
      int clock = kernel.changes.indexOf("write INST/trace_clock boot");
      int exclude = kernel.changes.indexOf("write INST/set_event_notrace_pid 42 43");
      int enable = kernel.changes.indexOf("write INST/events/probestream_42/enable 1");
      assertThat(clock).isPositive().isLessThan(exclude);
      assertThat(exclude).isLessThan(enable);
      assertThat(kernel.changes)
          .contains("write INST/buffer_size_kb 64", "write INST/options/event-fork 1")
          .contains("write INST/options/overwrite 1", "write INST/options/sym-addr 0");
      assertThat(enable).isEqualTo(kernel.changes.size() - 1);
    }
    assertNothingIsLeft();
  }

  @Test
  void aSessionTellsWhatItIsFromFirstToLast() {
    try (Collector c = collector("p:a vfs_write", "r:b vfs_write")) {
      c.start();
      kernel.hit("a", 2);
      kernel.hit("foreign", 9);
      ring.record(0, "a");
      ring.record(1, "a");
      c.doWork();
    }
    List<Status> statuses = sink.of(RecordType.STATUS).stream().map(FakeSink.Sent::status).toList();
    assertThat(statuses)
        .extracting(s -> s.probes().get(0).state())
        .containsExactly(ProbeStatus.DISABLED, ProbeStatus.ENABLED, ProbeStatus.REMOVED);
    assertThat(statuses).extracting(Status::closing).containsExactly(false, false, true);
    Status last = statuses.get(2);
    assertThat(last.pairs()).containsExactly(new Pair("a", "b", "vfs_write", "sp"));
    assertThat(last.probes().get(1).definition())
        .isEqualTo("r:probestream_42/b vfs_write sp=$stack");
    assertThat(last.labels()).containsEntry("rack", "7");
    assertThat(last.bootId()).isEqualTo("boot-1");
    assertThat(last.counters().probes())
        .containsExactly(new ProbeCounter("a", 2, 0), new ProbeCounter("b", 0, 0));
    assertThat(last.counters().agent().linesPublished()).isEqualTo(2);
    long handedOut = last.counters().cpus().stream().mapToLong(x -> x.readEvents()).sum();
    assertThat(handedOut).isEqualTo(2);
    assertThat(sink.last().status().closing()).isTrue();
    assertNothingIsLeft();
  }

  /** A second with that many hits of the pair a, b. */
  private void second(Collector c, long hits) {
    ring.nowNs += 1_000_000_000L;
    kernel.hit("a", hits);
    kernel.hit("b", hits);
    c.doWork();
  }

  private Status lastStatus() {
    List<FakeSink.Sent> statuses = sink.of(RecordType.STATUS);
    return statuses.get(statuses.size() - 1).status();
  }

  private static List<String> switches(List<String> changes) {
    return changes.stream()
        .filter(c -> c.matches("write INST/events/.*/[abz]/(enable|filter) .*"))
        .map(c -> c.replace("write INST/events/probestream_42/", ""))
        .toList();
  }

  @Test
  void aPairBeyondTheBudgetGoesOffTellsItAndComesBackWhenAllOfBeforeWasRead() {
    try (Collector c = collector(new BudgetConfig(0, 1_000), "p:a f", "r:b f", "p:z g")) {
      c.start();
      kernel.changes.clear();
      second(c, 11_000);
      assertThat(kernel.enabled()).containsExactly("probestream_42/z");
      assertThat(switches(kernel.changes))
          .as("the return first: an entry without one is no call, a return without one might be")
          .containsExactly(
              "b/enable 0", "b/filter common_pid >= 0", "a/enable 0", "a/filter common_pid >= 0");
      long offMs = clocks.wallNs() / 1_000_000;
      Status off = sink.last().status();
      assertThat(off.probes())
          .extracting(ProbeStatus::state)
          .containsExactly(ProbeStatus.DISABLED, ProbeStatus.DISABLED, ProbeStatus.ENABLED);
      assertThat(off.probes().subList(0, 2))
          .extracting(ProbeStatus::throttle)
          .containsOnly(
              new Throttle(
                  1, offMs, offMs + 10_000, "22,000 hits/s of all probes, the budget is 1,000"));
      assertThat(off.probes().get(2).throttle()).isNull();
      assertThat(off.budget()).isEqualTo(new Budget(off.budget().cpuPpm(), null, 22_000, 1_000L));
      assertThat(notices)
          .contains(
              "a and b switched off for 10 s to keep within the budget: 22,000 hits/s of all"
                  + " probes, the budget is 1,000");
      ring.record(0, "a");
      sink.room = false;
      for (int s = 0; s < 20; s++) {
        second(c, 0);
      }
      assertThat(kernel.enabled()).as("a line of before was not read").hasSize(1);
      sink.room = true;
      kernel.changes.clear();
      while (kernel.enabled().size() == 1) {
        second(c, 0);
      }
      assertThat(switches(kernel.changes))
          .as("the entry first: it ends what was left open at its place")
          .containsExactly("a/filter 0", "a/enable 1", "b/filter 0", "b/enable 1");
      Status on = sink.last().status();
      assertThat(on.probes()).extracting(ProbeStatus::state).containsOnly(ProbeStatus.ENABLED);
      assertThat(on.probes().get(0).throttle())
          .satisfies(t -> assertThat(t.times()).isEqualTo(1))
          .satisfies(t -> assertThat(t.fromMs()).isEqualTo(offMs))
          .satisfies(t -> assertThat(t.toMs()).isEqualTo(clocks.wallNs() / 1_000_000));
      assertThat(sink.last().meta().watermarkNs()).isGreaterThan(offMs * 1_000_000 % 1_000_000_000);
      second(c, 11_000);
      assertThat(sink.last().status().probes().get(0).throttle().times()).isEqualTo(2);
    }
    assertNothingIsLeft();
  }

  @Test
  void aProbeThatCannotBeSwitchedOnAgainStaysOffForTwiceAsLong() {
    try (Collector c = collector(new BudgetConfig(0, 1_000), "p:a f", "r:b f")) {
      c.start();
      second(c, 11_000);
      kernel.fails = change -> change.endsWith("/b/enable 1");
      kernel.changes.clear();
      while (lastStatus().probes().get(0).throttle().times() == 1) {
        second(c, 0);
      }
      assertThat(kernel.enabled()).isEmpty();
      assertThat(notices).anyMatch(n -> n.contains("what it probes may be gone"));
      Throttle throttle = lastStatus().probes().get(1).throttle();
      assertThat(throttle.toMs() - throttle.fromMs()).isEqualTo(20_000);
    }
    assertNothingIsLeft();
  }

  @Test
  void cpuTimeOfTheProcessIsWatchedFromProc() {
    long[] cpuNs = {0};
    try (Collector c = collector(new BudgetConfig(5, 0), "p:a f", "r:b f")) {
      c.measureCpuBy(() -> cpuNs[0]);
      c.start();
      for (int s = 0; kernel.enabled().size() == 2; s++) {
        assertThat(s).isLessThan(40);
        cpuNs[0] += 100_000_000;
        second(c, 500);
      }
      assertThat(lastStatus().probes().get(0).throttle().reason())
          .isEqualTo("the collector took 10.0 % of a core, its budget is 5 %");
      assertThat(lastStatus().budget()).isEqualTo(new Budget(100_000L, 50_000L, 1_000, null));
    }
    assertThat(new ProcessCpu(Path.of("/proc/self/stat")).getAsLong()).isPositive();
    assertThat(new ProcessCpu(Path.of("/no/such")).getAsLong()).isEqualTo(-1);
  }

  @Test
  void theFilesBesideACaptureSpeakOfOwnProbesOnly() {
    try (Collector c = collector("p:a vfs_write", "p:u /bin/x:0x10")) {
      c.start();
      kernel.hit("u", 3);
    }
    assertThat(files.get("kprobe_events")).isEqualTo("p:probestream_42/a vfs_write\n");
    assertThat(files.get("uprobe_events")).isEqualTo("p:probestream_42/u /bin/x:0x10\n");
    assertThat(files.get("uprobe_profile")).startsWith("  /bin/x u ").endsWith(" 3\n");
    assertThat(files).containsKeys("cpu0.stats", "cpu1.stats", "trace_clock", "uname", "formats");
  }

  @Test
  void whateverFailsWhileStartingEverythingIsUndone() {
    List<String> all;
    try (Collector c = collector("p:a vfs_write", "r:b vfs_write")) {
      c.start();
      all = List.copyOf(kernel.changes);
    }
    assertThat(all).hasSizeGreaterThan(10);
    for (String failing : all) {
      CollectorTest fresh = new CollectorTest();
      fresh.kernel.fails = failing::equals;
      Collector c = fresh.collector("p:a vfs_write", "r:b vfs_write");
      assertThatThrownBy(c::start).as(failing).isInstanceOf(CollectorException.class);
      fresh.assertNothingIsLeft();
      c.close();
    }
  }

  @Test
  void whateverFailsWhileEndingTheRestIsStillDone() {
    Collector c = collector("p:a vfs_write", "r:b vfs_write");
    c.start();
    kernel.fails = change -> change.equals("write INST/tracing_on 0");
    assertThatThrownBy(c::close).hasMessageContaining("tracing_on");
    assertNothingIsLeft();
    assertThat(sink.last().status().closing()).isTrue();
    c.close();
    assertThat(sink.of(RecordType.STATUS)).hasSize(3);
  }

  @Test
  void aProbeThatCannotBeRemovedIsNamedWithWhatToTry() {
    Collector c = collector("p:a vfs_write", "p:b vfs_read");
    c.start();
    kernel.fails = change -> change.endsWith("-:probestream_42/a");
    assertThatThrownBy(c::close)
        .hasMessageContaining("could not remove probestream_42/a (Invalid argument)")
        .hasMessageContaining("probestream probes clean");
    assertThat(kernel.probes()).hasSize(2);
    assertThat(kernel.instance()).isNull();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aRefusedProbeShowsTheKernelsMessageCaretAndAdvice(boolean withLog) {
    kernel.fails = change -> change.contains("no_such");
    kernel.errorLog =
        withLog
            ? """
              [   35.611224] trace_kprobe: error: Invalid probed address or symbol
                Command: p:probestream_42/b no_such
                                            ^
              """
            : "";
    Collector c = collector("p:a vfs_write", "p:b no_such");
    assertThatThrownBy(c::start)
        .hasMessageContaining("the kernel refuses probe b (Invalid argument)")
        .hasMessageContaining(
            withLog
                ? "  kernel: Invalid probed address or symbol\n  p:probestream_42/b no_such\n"
                    + "                     ^"
                : "p:probestream_42/b no_such");
    assertNothingIsLeft();
  }

  @Test
  void aKernelWithoutKprobesIsASentence() {
    kernel.kprobes = false;
    assertThatThrownBy(collector("p:a vfs_write")::start)
        .hasMessageContaining("this kernel has no kprobes")
        .hasMessageContaining("CONFIG_KPROBE_EVENTS");
    assertThat(kernel.changes).noneMatch(c -> c.startsWith("append"));
  }

  @Test
  void threadsThatComeLaterAreExcludedToo() {
    try (Collector c = collector("p:a vfs_write")) {
      c.start();
      threads = List.of(42, 43, 99);
      ring.nowNs += 2_000_000_000L;
      c.doWork();
      assertThat(kernel.changes).contains("write INST/set_event_notrace_pid 99");
    }
  }

  @Test
  void aKernelThatCannotExcludeThreadsIsUsedAllTheSame() {
    kernel.notracePid = false;
    try (Collector c = collector("p:a vfs_write")) {
      c.start();
      assertThat(notices).anyMatch(n -> n.contains("cannot keep the collector's own threads out"));
    }
    assertNothingIsLeft();
  }

  @Test
  void theEndIsBoundedWhileThereIsNoRoom() {
    Collector c = collector("p:a vfs_write");
    c.start();
    ring.record(0, "a");
    sink.room = false;
    sink.undelivered = 7;
    clocks.tickMs = 50;
    c.close();
    assertThat(notices)
        .anyMatch(n -> n.startsWith("1 lines were dropped at the end"))
        .anyMatch(n -> n.startsWith("7 records with 7 lines were read but not delivered"));
    assertThat(c.hasDelivered()).isFalse();
    assertThat(sink.last().status().counters().agent())
        .satisfies(a -> assertThat(a.linesRead()).isEqualTo(1))
        .satisfies(a -> assertThat(a.linesDropped()).isEqualTo(1));
    assertThat(kernel.probes()).containsExactly(FOREIGN);
  }

  @Test
  void anInstanceOfTheSameNameIsNotTakenOver() {
    FakeTracefs other = kernel;
    Collector first = collector("p:a vfs_write");
    first.start();
    FakeSink mine = new FakeSink();
    Collector second =
        new Collector(
            new CollectorConfig(
                "h",
                Map.of(),
                "42",
                "boot",
                0,
                CaptureKind.TEXT,
                true,
                List.of(ProbeRequest.raw("p:z vfs_read", "-e")),
                100),
            new Tracefs(other, FakeTracefs.ROOT),
            FACTS,
            new ProbePlanner(
                new SymbolResolver(new KernelSymbols(Path.of("none")), "x86_64"),
                "x86_64",
                (g, e) -> ""),
            () -> threads,
            mine,
            f -> {},
            clocks,
            notices::add,
            77);
    assertThatThrownBy(second::start).hasMessageContaining("exists already");
    assertThat(other.instance()).isEqualTo("probestream-42");
    assertThat(kernel.probes()).hasSize(2);
    first.close();
    assertNothingIsLeft();
  }
}
