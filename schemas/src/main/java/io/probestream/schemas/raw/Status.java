package io.probestream.schemas.raw;

import static io.probestream.schemas.Checks.epochMs;
import static io.probestream.schemas.Checks.present;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a session is: sent at its start, on every change, every 60 s, and at its end.
 *
 * @param host the host
 * @param startMs wall clock at the session's start; of two sessions of one host the later wins
 * @param bootId {@code /proc/sys/kernel/random/boot_id}; empty if unknown
 * @param kernelRelease {@code uname -r}; empty if unknown
 * @param arch {@code uname -m}, such as {@code x86_64} or {@code aarch64}; empty if unknown
 * @param clock the trace clock, such as {@code boot}
 * @param clockUnit {@code ns}, or {@code ticks} for clocks that count no time
 * @param clockResolutionNs resolution of the printed times: 1,000 for microseconds; 1 for ticks
 * @param capture {@code trace_pipe}, {@code trace_pipe_raw}, or {@code file} for a replay
 * @param form {@code kernel} or {@code escaped}
 * @param labels free labels of the host
 * @param definitionsKnown false for a bare file: probes and pairs are then learned from the lines
 * @param probes every probe with definition and state
 * @param pairs every pair
 * @param counters all counters
 * @param closing true in the last record of a session, after events were disabled and the buffers
 *     drained
 * @param overwrite the buffer's option: false where a full buffer drops the newest events, which no
 *     {@code LOST} line says (tracing_stats_read counts them as {@code dropped events}); null where
 *     nobody asked, which is taken for true until events were dropped
 * @param leftBehind what this session's collector found of killed ones when it started; told in
 *     each status, for the first may not arrive; null for nothing
 * @param budget what its collector uses of its budget; null where no collector says it
 */
public record Status(
    String host,
    long startMs,
    String bootId,
    String kernelRelease,
    String arch,
    String clock,
    String clockUnit,
    long clockResolutionNs,
    String capture,
    String form,
    Map<String, String> labels,
    boolean definitionsKnown,
    List<ProbeStatus> probes,
    List<Pair> pairs,
    Counters counters,
    boolean closing,
    Boolean overwrite,
    List<LeftBehind> leftBehind,
    Budget budget) {
  public static final String NS = "ns";
  public static final String TICKS = "ticks";

  public Status {
    present(host, "host");
    epochMs(startMs, "startMs");
    present(bootId, "bootId");
    present(kernelRelease, "kernelRelease");
    present(arch, "arch");
    present(clock, "clock");
    present(clockUnit, "clockUnit");
    present(capture, "capture");
    present(form, "form");
    // Sorted, because the order of Map.copyOf changes from run to run and with it the bytes.
    labels = Collections.unmodifiableSortedMap(new TreeMap<>(present(labels, "labels")));
    probes = List.copyOf(present(probes, "probes"));
    pairs = List.copyOf(present(pairs, "pairs"));
    present(counters, "counters");
    leftBehind = leftBehind == null ? null : List.copyOf(leftBehind);
  }

  /** One that says nothing of a budget. */
  public Status(
      String host,
      long startMs,
      String bootId,
      String kernelRelease,
      String arch,
      String clock,
      String clockUnit,
      long clockResolutionNs,
      String capture,
      String form,
      Map<String, String> labels,
      boolean definitionsKnown,
      List<ProbeStatus> probes,
      List<Pair> pairs,
      Counters counters,
      boolean closing,
      Boolean overwrite,
      List<LeftBehind> leftBehind) {
    this(
        host,
        startMs,
        bootId,
        kernelRelease,
        arch,
        clock,
        clockUnit,
        clockResolutionNs,
        capture,
        form,
        labels,
        definitionsKnown,
        probes,
        pairs,
        counters,
        closing,
        overwrite,
        leftBehind,
        null);
  }

  /** One that does not know the buffer's option, and found nothing left behind. */
  public Status(
      String host,
      long startMs,
      String bootId,
      String kernelRelease,
      String arch,
      String clock,
      String clockUnit,
      long clockResolutionNs,
      String capture,
      String form,
      Map<String, String> labels,
      boolean definitionsKnown,
      List<ProbeStatus> probes,
      List<Pair> pairs,
      Counters counters,
      boolean closing) {
    this(
        host,
        startMs,
        bootId,
        kernelRelease,
        arch,
        clock,
        clockUnit,
        clockResolutionNs,
        capture,
        form,
        labels,
        definitionsKnown,
        probes,
        pairs,
        counters,
        closing,
        null,
        null);
  }
}
