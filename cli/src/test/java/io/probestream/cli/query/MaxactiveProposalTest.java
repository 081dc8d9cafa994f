package io.probestream.cli.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.probestream.cli.Captures;
import io.probestream.cli.capture.CaptureRecord;
import io.probestream.cli.capture.CaptureSession;
import io.probestream.cli.capture.CaptureSource;
import io.probestream.cli.results.RawStatuses.Seen;
import io.probestream.schemas.Json;
import io.probestream.schemas.Keys;
import io.probestream.schemas.raw.Counters;
import io.probestream.schemas.raw.CpuCounter;
import io.probestream.schemas.raw.Pair;
import io.probestream.schemas.raw.ProbeStatus;
import io.probestream.schemas.raw.Status;
import io.probestream.schemas.window.Causes;
import io.probestream.schemas.window.InFlight;
import io.probestream.schemas.window.LatencyWindow;
import io.probestream.schemas.window.MissedWindow;
import io.probestream.schemas.window.RateWindow;
import io.probestream.streams.engine.EngineConfig;
import io.probestream.streams.engine.HostEngine;
import io.probestream.streams.engine.RawRecord;
import io.probestream.streams.engine.Reject;
import io.probestream.streams.engine.ResultSink;
import io.probestream.streams.rollup.MissedSpan;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code query probes} makes of the windows of real captures, and of made-up numbers. */
class MaxactiveProposalTest {
  private static final Pair PAIR = new Pair("w", "w_ret", "vfs_write", "sp");

  /** With {@code r2:} and 12 sleeping tasks the kernel missed so many of 720 returns. */
  @ParameterizedTest
  @CsvSource({"x86_64-6.1, 520", "arm64-6.1, 532"})
  void returnsThatFoundNoFreeInstanceAreAnsweredWithADefinition(String arch, long missed)
      throws IOException {
    List<ProbeRow> rows = rows(arch + "/maxactive.txt.gz");
    ProbeRow ret = row(rows, "nap_ret");
    assertThat(ret.inFlight().max()).isBetween(12L, 64L);
    assertThat(ret.maxactive().maxactive()).isBetween(32, 64);
    assertThat(ret.maxactive().definition())
        .isEqualTo(
            "r%d:kprobes/nap_ret do_nanosleep ret=$retval:s32 sp=$stack"
                .formatted(ret.maxactive().maxactive()));
    assertThat(ProbesCommand.lines(rows))
        .last()
        .asString()
        .startsWith("h: " + missed + " returns of do_nanosleep were missed with up to ")
        .contains(" calls in flight and room for 2; define r");
    assertThat(Json.string(ret))
        .contains("\"maxactive\":{\"maxactive\":" + ret.maxactive().maxactive());
    assertThat(row(rows, "nap").maxactive()).isNull();
  }

  /** On arm64 207 hits of softirq and 3 of each TCP probe were nested. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "arm64-6.1/complete.txt.gz",
        "x86_64-6.1/complete.txt.gz",
        "x86_64-6.1/ring-lost.txt.gz",
        "x86_64-6.1/tgid-mixed.txt.gz"
      })
  void nestedMissesAndLossesAreNoReasonForAProposal(String capture) throws IOException {
    List<ProbeRow> rows = rows(capture);
    assertThat(rows).isNotEmpty().allMatch(r -> r.maxactive() == null);
    assertThat(ProbesCommand.lines(rows)).noneMatch(line -> line.contains("define"));
  }

  @Test
  void theKernelsDefaultCountsWhereNoneIsDefined() {
    assertThat(of("r:ps/w_ret vfs_write", PAIR, 5, 0, 15)).isNull(); // 16 for 8 CPUs
    assertThat(of("r:ps/w_ret vfs_write", PAIR, 5, 0, 16).definition())
        .isEqualTo("r32:ps/w_ret vfs_write");
    assertThat(of("r:ps/w_ret vfs_write", PAIR, 5, 0, 22).maxactive()).isEqualTo(64);
    assertThat(of("p:ps/w_ret vfs_write%return", PAIR, 5, 0, 16).definition())
        .isEqualTo("r32:ps/w_ret vfs_write");
  }

  @Test
  void nothingIsProposedWithoutMissesBeyondTheEntrysAndWithoutCallsInFlight() {
    assertThat(of("r10:ps/w_ret vfs_write", PAIR, 5, 4, 10)).isNotNull();
    assertThat(of("r10:ps/w_ret vfs_write", PAIR, 5, 5, 10)).isNull();
    assertThat(of("r10:ps/w_ret vfs_write", PAIR, 5, 0, 9)).isNull();
    assertThat(of("r4096:ps/w_ret vfs_write", PAIR, 5, 0, 5_000)).isNull();
    assertThat(of("r3000:ps/w_ret vfs_write", PAIR, 5, 0, 5_000).maxactive()).isEqualTo(4_096);
  }

  @Test
  void nothingIsProposedWhereCallsInFlightAreNotExactNorForUprobes() {
    Pair withoutStack = new Pair("w", "w_ret", "vfs_write", null);
    assertThat(of("r10:ps/w_ret vfs_write", withoutStack, 5, 0, 10)).isNull();
    assertThat(of("r:ps/w_ret /bin/cat:0x10", PAIR, 5, 0, 20)).isNull();
    assertThat(
            MaxactiveProposal.of(
                status("r10:ps/w_ret vfs_write"), PAIR, Causes.NONE, missed(0, 5), null))
        .isNull();
  }

  private static MaxactiveProposal of(
      String definition, Pair pair, long returnMissed, long kernelMissed, long max) {
    return MaxactiveProposal.of(
        status(definition),
        pair,
        missed(kernelMissed, 0),
        missed(0, returnMissed),
        new InFlight(0, 0, max, null, 0, 0));
  }

  private static Causes missed(long kernelMissed, long returnMissed) {
    return new Causes(0, 0, 0, 0, 0, kernelMissed, returnMissed, 0, 0, 0, 0, 0, 0, 0, 0, 0);
  }

  private static Status status(String definition) {
    ProbeStatus probe =
        new ProbeStatus("w_ret", "ps", "return", definition, ProbeStatus.ENABLED, null);
    List<CpuCounter> cpus =
        IntStream.range(0, 8).mapToObj(cpu -> new CpuCounter(cpu, 0, 0, 0, 0, 0)).toList();
    Counters none = Counters.none();
    return new Status(
        "h",
        0,
        "boot",
        "6.1.0",
        "x86_64",
        "boot",
        Status.NS,
        1_000,
        "trace_pipe",
        "kernel",
        Map.of(),
        true,
        List.of(probe),
        List.of(PAIR),
        new Counters(none.fromNs(), none.toNs(), none.probes(), cpus, none.agent()),
        false);
  }

  private static ProbeRow row(List<ProbeRow> rows, String probe) {
    return rows.stream().filter(r -> r.probe().equals(probe)).findFirst().orElseThrow();
  }

  /** The rows that the topics would give after the capture was replayed. */
  private static List<ProbeRow> rows(String capture) throws IOException {
    Map<String, MissedSpan> missed = new TreeMap<>();
    Map<String, InFlight> inFlight = new TreeMap<>();
    ResultSink sink =
        new ResultSink() {
          @Override
          public void rate(RateWindow window) {}

          @Override
          public void latency(LatencyWindow w) {
            if (w.inFlight() != null) {
              inFlight.merge(Keys.of(w.host(), w.function()), w.inFlight(), InFlight::then);
            }
          }

          @Override
          public void missed(MissedWindow w) {
            missed.computeIfAbsent(w.probe(), probe -> new MissedSpan(w.host(), probe)).add(w);
          }

          @Override
          public void reject(Reject reject) {}
        };
    CaptureSession session = new CaptureSession("h", UUID.randomUUID(), 0, 0);
    HostEngine engine = new HostEngine("h", EngineConfig.standard());
    Map<String, Seen> statuses = new TreeMap<>();
    try (CaptureSource source = CaptureSource.open(Captures.file(capture))) {
      for (CaptureRecord r = source.next(); r != null; r = source.next()) {
        RawRecord raw = session.raw(r, 4_000_000_000_000L);
        engine.accept(raw, sink);
        if (r.status() != null) {
          statuses.put("h", new Seen("s", 0, Json.read(raw.value(), Status.class)));
        }
      }
    }
    engine.end(sink);
    return ProbeRow.of(
        missed.values().stream().map(MissedSpan::result).toList(), inFlight, statuses);
  }
}
