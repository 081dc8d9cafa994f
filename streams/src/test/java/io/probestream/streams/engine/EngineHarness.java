package io.probestream.streams.engine;

import io.probestream.schemas.Json;
import io.probestream.schemas.probe.Pairs;
import io.probestream.schemas.probe.ProbeDefinition;
import io.probestream.schemas.raw.AgentCounters;
import io.probestream.schemas.raw.Counters;
import io.probestream.schemas.raw.CpuCounter;
import io.probestream.schemas.raw.Form;
import io.probestream.schemas.raw.LeftBehind;
import io.probestream.schemas.raw.ProbeCounter;
import io.probestream.schemas.raw.ProbeStatus;
import io.probestream.schemas.raw.RawMeta;
import io.probestream.schemas.raw.RecordType;
import io.probestream.schemas.raw.Status;
import io.probestream.schemas.raw.Throttle;
import io.probestream.schemas.window.LatencyWindow;
import io.probestream.schemas.window.Laws;
import io.probestream.schemas.window.MissedWindow;
import io.probestream.schemas.window.RateWindow;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Writes the raw records of one host and collects what the engine makes of them. */
final class EngineHarness implements ResultSink {
  static final List<ProbeDefinition> PROBES =
      ProbeDefinition.parseAll(
          """
          p:ps/w vfs_write count=$arg3:u64 sp=$stack
          r10:ps/w_ret vfs_write ret=$retval:s64 sp=$stack
          """);

  final List<RateWindow> rates = new ArrayList<>();
  final List<LatencyWindow> latencies = new ArrayList<>();
  final List<MissedWindow> missed = new ArrayList<>();
  final List<Reject> rejects = new ArrayList<>();
  final List<RawRecord> records = new ArrayList<>();

  /** Null only to keep the records. */
  final HostEngine engine;

  List<ProbeDefinition> probes = PROBES;
  Boolean overwrite = true;

  /** What the calls of all pairs are told apart by. */
  List<String> by = List.of();

  /** What later statuses tell; null for nothing. */
  List<LeftBehind> leftBehind;

  /** What later statuses tell of all probes. */
  String state = ProbeStatus.ENABLED;

  Throttle throttle;

  String session = "s1";
  long startMs = 1_000;
  long nowMs = 1_000_000;
  long seq;
  long line;
  long watermarkNs;

  boolean takesWindows = true;

  EngineHarness() {
    this(new HostEngine("h", EngineConfig.standard()));
  }

  EngineHarness(HostEngine engine) {
    this.engine = engine;
  }

  @Override
  public boolean takesWindows() {
    return takesWindows;
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
    rejects.add(reject);
  }

  /** What is wrong with all results so far. */
  List<String> violations() {
    return Laws.violations(rates, latencies, missed, Pairs.of(probes));
  }

  EngineHarness open() {
    seq = 0;
    line = 0;
    return status(counters(0, 0, 0, 0, 0), false);
  }

  EngineHarness close(Counters counters) {
    return status(counters, true);
  }

  EngineHarness status(Counters counters, boolean closing) {
    List<ProbeStatus> states = new ArrayList<>();
    for (ProbeDefinition d : probes) {
      states.add(
          new ProbeStatus(
              d.event(), d.group(), d.kind().wireName(), d.text(), state, null, throttle));
    }
    Status status =
        new Status(
            "h",
            startMs,
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
            states,
            Pairs.of(probes).stream().map(pair -> pair.by(by)).toList(),
            counters,
            closing,
            overwrite,
            leftBehind);
    return send(RecordType.STATUS, Json.bytes(status), 0);
  }

  EngineHarness counters(Counters counters) {
    return send(RecordType.COUNTERS, Json.bytes(counters), 0);
  }

  static Counters counters(long toNs, long hits, long missed, long overrun, long readEvents) {
    return new Counters(
        toNs,
        toNs,
        List.of(new ProbeCounter("w", hits, 0), new ProbeCounter("w_ret", hits - missed, missed)),
        List.of(new CpuCounter(0, 0, overrun, 0, readEvents, 0)),
        AgentCounters.ZERO);
  }

  EngineHarness lines(String... lines) {
    String text = String.join("\n", lines) + "\n";
    return send(
        RecordType.LINES,
        text.getBytes(StandardCharsets.ISO_8859_1),
        (int) text.chars().filter(c -> c == '\n').count());
  }

  EngineHarness send(RecordType type, byte[] value, int lines) {
    RawMeta meta = new RawMeta(type, session, seq++, line, lines, 0, watermarkNs, Form.KERNEL);
    line += lines;
    RawRecord record = new RawRecord(meta, value, nowMs, 0, seq);
    records.add(record);
    if (engine != null) {
      engine.accept(record, this);
    }
    return this;
  }

  /** Promises that nothing before this time will come, with an empty lines record. */
  EngineHarness watermark(long ns) {
    watermarkNs = ns;
    return send(RecordType.LINES, new byte[0], 0);
  }

  static String entry(int pid, long us) {
    return line(pid, us, "w: (vfs_write+0x0/0x3f0) count=1 sp=0xffffd29140013d28");
  }

  static String ret(int pid, long us) {
    return line(pid, us, "w_ret: (ksys_write+0x6b/0xf0 <- vfs_write) ret=1 sp=0xffffd29140013d30");
  }

  static String line(int pid, long us, String event) {
    return String.format(
        "%16s-%-7d [000] ..... %5d.%06d: %s", "task", pid, us / 1_000_000, us % 1_000_000, event);
  }
}
