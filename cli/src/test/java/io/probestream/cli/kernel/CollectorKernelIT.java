package io.probestream.cli.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.probestream.collector.agent.CollectorConfig;
import io.probestream.schemas.raw.CpuCounter;
import io.probestream.schemas.raw.ProbeCounter;
import io.probestream.schemas.window.Causes;
import io.probestream.schemas.window.LatencyWindow;
import io.probestream.schemas.window.LineLaw;
import io.probestream.streams.engine.RunSummary;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The packaged collector in a real kernel, and the topology's analysis of what it published,
 * against what that kernel counted itself. The sessions and their probes stand in {@code
 * collector-job.sh}.
 */
final class CollectorKernelIT {
  private static final Path VM = Path.of("target", "kernel", "collector-vm").toAbsolutePath();

  @TempDir static Path work;

  private static CollectorGuest guest;

  @BeforeAll
  static void boot() throws Exception {
    guest = CollectorGuest.run(GuestFactory.orSkip(), work, VM);
  }

  private static TopicResults results(String host) {
    return guest.results().of(host);
  }

  @ParameterizedTest
  @ValueSource(strings = {"mkdir_event", "mkdir_ret", "sys_rmdir_event", "sys_rmdir_ret"})
  void whereNothingIsLostEveryHitIsAnEvent(String probe) {
    ProbeCounter counted = guest.profile("plain", probe);
    assertThat(counted.hits()).isGreaterThanOrEqualTo(800);
    assertThat(counted.missed()).isZero();
    assertThat(results("plain").events(probe)).isEqualTo(counted.hits());
  }

  @Test
  void whereNothingIsLostEveryCallIsMeasured() {
    List<LatencyWindow> windows = results("plain").latencies("vfs_mkdir");
    assertThat(windows.stream().mapToLong(LatencyWindow::count).sum())
        .isEqualTo(guest.profile("plain", "mkdir_ret").hits());
    assertThat(windows)
        .allSatisfy(window -> assertThat(window.completenessPpm()).isEqualTo(1_000_000));
  }

  // Not in "hist": setting the clock clears the counters too.
  @ParameterizedTest
  @ValueSource(strings = {"plain", "lost"})
  void everyRecordThatTheKernelHandedOutArrives(String host) {
    assertThat(results(host).violations()).isEmpty();
    LineLaw law = results(host).closing().lineLaw();
    assertThat(law.records()).isPositive().isEqualTo(law.handedOut());
    assertThat(law.collectorDropped()).isZero();
    assertThat(law.transportLost()).isZero();
    EngineResults engine = guest.analyze(host);
    // A line that says what was lost is no record.
    assertThat(law.lines()).isEqualTo(law.records() + engine.summary().lostLines());
    assertThat(engine.summary().malformed()).isZero();
    assertThat(engine.rejects).isEmpty();
  }

  @Test
  void theNumberOfLinesIsWhatTheKernelSaysWasRead() {
    long read = guest.stats("plain").stream().mapToLong(CpuCounter::readEvents).sum();
    assertThat(results("plain").closing().lineLaw().lines()).isEqualTo(read);
  }

  @Test
  void missedReturnsAreThoseThatTheKernelAdmits() {
    assertThat(guest.profile("plain", "fifo_event").hits()).isEqualTo(7);
    assertThat(guest.profile("plain", "fifo_ret").missed()).isEqualTo(5);
    TopicResults results = results("plain");
    List<LatencyWindow> windows = results.latencies("fifo_open");
    assertThat(windows.stream().mapToLong(LatencyWindow::count).sum()).isEqualTo(2);
    assertThat(windows.stream().mapToLong(LatencyWindow::returnMissed).sum()).isEqualTo(5);
    assertThat(results.missing("fifo_ret", Causes::returnMissed)).isEqualTo(5);
  }

  @ParameterizedTest
  @ValueSource(strings = {"open", "write"})
  void callsAndLatenciesOfEachTaskAreThoseOfTheKernelsHistTriggers(String name) {
    Map<Integer, KernelHistogram.Entry> kernel =
        KernelHistogram.byPid(guest.report().lines("hist." + name));
    Map<Integer, RunSummary.TaskSummary> ours =
        guest.analyze("hist").function(name + "_event").tasks().stream()
            .collect(Collectors.toMap(RunSummary.TaskSummary::pid, task -> task));
    List<String> workload = guest.report().lines("hist.workload");
    assertThat(workload).hasSize(GuestWorkload.NAMES.size());
    for (String line : workload) {
      String[] words = line.split(" ", 5);
      int tid = Integer.parseInt(words[0]);
      long calls = Long.parseLong(words[name.equals("open") ? 2 : 3]);
      assertThat(ours).containsKey(tid);
      assertThat(kernel).containsKey(tid);
      assertThat(ours.get(tid).task()).isEqualTo(words[4]);
      assertThat(ours.get(tid).count())
          .isGreaterThanOrEqualTo(calls)
          .isEqualTo(kernel.get(tid).hits());
      assertThat(ours.get(tid).sum()).isEqualTo(kernel.get(tid).sumNs());
    }
  }

  @Test
  void theStatusSaysWhichCaptureAndWhichFormTheLinesAreOf() {
    for (String host : List.of("plain", "lost", "hist")) {
      boolean text = host.equals("plain");
      assertThat(guest.statuses(host))
          .isNotEmpty()
          .allSatisfy(
              s -> {
                assertThat(s.capture()).isEqualTo(text ? "trace_pipe" : "trace_pipe_raw");
                assertThat(s.form()).isEqualTo(text ? "kernel" : "escaped");
                assertThat(s.clockResolutionNs()).isEqualTo(text ? 1_000 : 1);
              });
    }
  }

  @Test
  void linesFromPagesNameFunctionsAsTheKernelDoes() {
    Map<String, Pattern> places =
        Map.of(
            "write_event", Pattern.compile("\\(vfs_write\\+0x[04]/0x[0-9a-f]+\\)"),
            "write_ret",
                Pattern.compile("\\([a-z_0-9]+\\+0x[0-9a-f]+/0x[0-9a-f]+ <- vfs_write\\)"));
    String text = guest.report().text("hist.text");
    List<String> lines = guest.lines("hist");
    places.forEach(
        (probe, place) -> {
          Set<String> kernels = places(text.lines(), probe);
          assertThat(kernels).as(text).isNotEmpty().allMatch(place.asMatchPredicate());
          assertThat(places(lines.stream(), probe)).containsAll(kernels);
        });
  }

  private static Set<String> places(Stream<String> lines, String probe) {
    Pattern place = Pattern.compile(": " + probe + ": (\\([^)]*\\))");
    return lines
        .map(place::matcher)
        .filter(Matcher::find)
        .map(m -> m.group(1))
        .collect(Collectors.toSet());
  }

  @Test
  void whatTheRingBufferOverwroteIsCountedToTheLastEvent() {
    long overrun = guest.stats("lost").stream().mapToLong(CpuCounter::overrun).sum();
    assertThat(overrun).isGreaterThan(10_000);
    assertThat(results("lost").closing().lineLaw().ringLost()).isEqualTo(overrun);
    assertThat(results("lost").missing("-", Causes::ringLost)).isEqualTo(overrun);
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain", "lost"})
  void afterTheCollectorTheKernelIsAsItWas(String host) {
    assertThat(guest.report().lines(host + ".foreign"))
        .as(guest.report().text(host + ".log"))
        .isEqualTo(guest.report().lines("foreign.before"));
    // Ended by SIGTERM, after it had put everything back.
    assertThat(guest.report().number(host + ".status")).isEqualTo(143);
  }

  @Test
  void whatAKilledCollectorLeftIsCleanedUpAndNothingElse() {
    assertThat(guest.report().text("killed.left"))
        .contains("/mkdir_event vfs_mkdir")
        .contains(CollectorConfig.INSTANCE_PREFIX);
    assertThat(guest.report().lines("killed.foreign"))
        .as(guest.report().text("killed.log"))
        .isEqualTo(guest.report().lines("foreign.before"));
    assertThat(guest.report().number("killed.status")).isZero();
  }

  @Test
  void whatSomebodyElseHoldsOnToIsNamedTogetherWithTheRemedy() {
    assertThat(guest.report().text("hist.log"))
        .contains("cannot remove tracefs instance probestream-")
        .contains("probestream probes clean");
  }

  @Test
  void aSyscallIsFoundUnderItsOldName() {
    assertThat(guest.report().text("plain.events")).contains("/sys_rmdir_event __x64_sys_rmdir");
    assertThat(guest.report().text("plain.log"))
        .contains("sys_rmdir is __x64_sys_rmdir on this kernel");
    assertThat(results("plain").latencies("__x64_sys_rmdir")).isNotEmpty();
  }
}
