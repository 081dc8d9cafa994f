package io.probestream.cli.capture;

import io.probestream.schemas.probe.ProbeDefinition;
import io.probestream.schemas.raw.AgentCounters;
import io.probestream.schemas.raw.Counters;
import io.probestream.schemas.raw.CpuCounter;
import io.probestream.schemas.raw.Form;
import io.probestream.schemas.raw.ProbeCounter;
import io.probestream.schemas.raw.ProbeStatus;
import io.probestream.schemas.raw.Status;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The status and counters records of a capture, from what lies beside it.
 *
 * <p>Counters are known once, at the end. They grew from zero: each capture was made with probes of
 * its own on cleared buffers.
 */
final class StatusTemplate {
  /** Clocks whose values count no time (trace_clocks in trace.c). */
  private static final Set<String> TICK_CLOCKS = Set.of("counter", "x86-tsc", "uptime");

  private static final long MICROSECOND_NS = 1_000;

  private final Sidecar sidecar;
  private final boolean traceFile;
  private final String unit;

  StatusTemplate(Sidecar sidecar, boolean traceFile, boolean seconds) {
    this.sidecar = sidecar;
    this.traceFile = traceFile;
    this.unit = seconds ? Status.NS : Status.TICKS;
  }

  /** Whether a clock of that name prints seconds, for captures without a line that shows it. */
  static boolean printsSeconds(String clock) {
    return !TICK_CLOCKS.contains(clock);
  }

  /** All counters at zero, as at the session's start. */
  Counters zero(long time, AgentCounters agent) {
    return new Counters(
        time,
        time,
        sidecar.probes().stream().map(p -> new ProbeCounter(p.name(), 0, 0)).toList(),
        sidecar.cpus().stream().map(c -> new CpuCounter(c.cpu(), 0, 0, 0, 0, 0)).toList(),
        agent);
  }

  /** All counters as they were when the capture had been read. */
  Counters read(long time, AgentCounters agent) {
    List<CpuCounter> cpus =
        traceFile
            ? sidecar.cpus().stream().map(StatusTemplate::handedOutByTraceFile).toList()
            : sidecar.cpus();
    return new Counters(time, time, sidecar.probes(), cpus, agent);
  }

  /** Reading {@code trace} consumes nothing: what it handed out are the entries. */
  private static CpuCounter handedOutByTraceFile(CpuCounter c) {
    return new CpuCounter(
        c.cpu(), c.entries(), c.overrun(), c.dropped(), c.readEvents() + c.entries(), c.bytes());
  }

  Status status(Counters counters, boolean closing) {
    return new Status(
        "",
        0,
        "",
        sidecar.kernelRelease(),
        sidecar.arch(),
        sidecar.clock(),
        unit,
        unit.equals(Status.NS) && sidecar.form() == Form.KERNEL ? MICROSECOND_NS : 1,
        "file",
        sidecar.form().wireName(),
        Map.of(),
        sidecar.definitionsKnown(),
        sidecar.definitions().stream().map(d -> probe(d, closing)).toList(),
        sidecar.pairs(),
        counters,
        closing,
        overwrite(),
        null);
  }

  /** Only a buffer that does not overwrite drops; what it is matters only if it did. */
  private Boolean overwrite() {
    return sidecar.cpus().stream().anyMatch(c -> c.dropped() > 0) ? Boolean.FALSE : null;
  }

  private static ProbeStatus probe(ProbeDefinition d, boolean closing) {
    return new ProbeStatus(
        d.event(),
        d.group(),
        d.kind().wireName(),
        d.text(),
        closing ? ProbeStatus.DISABLED : ProbeStatus.ENABLED,
        null);
  }
}
