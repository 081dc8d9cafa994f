package io.probestream.collector.metrics;

import com.sun.management.OperatingSystemMXBean;
import io.probestream.collector.publish.RecordSink;
import io.probestream.collector.publish.Undelivered;
import io.probestream.schemas.Json;
import io.probestream.schemas.raw.AgentCounters;
import io.probestream.schemas.raw.Counters;
import io.probestream.schemas.raw.CpuCounter;
import io.probestream.schemas.raw.ProbeCounter;
import io.probestream.schemas.raw.ProbeStatus;
import io.probestream.schemas.raw.RawMeta;
import io.probestream.schemas.raw.RecordType;
import io.probestream.schemas.raw.Status;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;

/**
 * Reads the collector's own records on their way: what they say each second is what a scrape gets,
 * so that it reads no file and asks the capturing thread for nothing. A new session begins its
 * counters anew. Thread-safe.
 */
public final class MetricsSink implements RecordSink, MultiCollector {
  private final LongSupplier heldBytes;
  private final Map<String, ProbeCounter> probes = new TreeMap<>();
  private final Map<Integer, CpuCounter> cpus = new TreeMap<>();
  private AgentCounters agent = AgentCounters.ZERO;
  private List<ProbeStatus> states = List.of();
  private String session = "";

  /**
   * @param heldBytes what was read and is not delivered yet
   */
  public MetricsSink(LongSupplier heldBytes) {
    this.heldBytes = heldBytes;
  }

  @Override
  public boolean hasRoom() {
    return true;
  }

  @Override
  public synchronized void send(RawMeta meta, byte[] value, long timestampMs) {
    if (!meta.session().equals(session)) {
      session = meta.session();
      probes.clear();
      cpus.clear();
      agent = AgentCounters.ZERO;
    }
    if (meta.type() == RecordType.STATUS) {
      Status status = Json.read(value, Status.class);
      take(status.counters());
      states = status.probes();
    } else if (meta.type() == RecordType.COUNTERS) {
      take(Json.read(value, Counters.class));
    }
  }

  private void take(Counters counters) {
    counters.probes().forEach(p -> probes.put(p.name(), p));
    counters.cpus().forEach(c -> cpus.put(c.cpu(), c));
    agent = counters.agent();
  }

  /** It holds nothing. */
  @Override
  public Undelivered close(long timeoutMs) {
    return Undelivered.NONE;
  }

  @Override
  public synchronized MetricSnapshots collect() {
    return new MetricSnapshots(
        total(
            "probestream_collector_read_lines",
            "Lines read from the kernel in this session.",
            agent.linesRead()),
        total(
            "probestream_collector_read_bytes",
            "Bytes read from the kernel in this session.",
            agent.bytesRead()),
        total(
            "probestream_collector_published_lines",
            "Lines that got a sequence number: those read, less those dropped and a few still in"
                + " memory.",
            agent.linesPublished()),
        total(
            "probestream_collector_dropped_lines",
            "Lines read that were never sent: too long, or left at the end. They are loss.",
            agent.linesDropped()),
        new GaugeSnapshot(
            new MetricMetadata(
                "probestream_collector_held_bytes",
                "Bytes read that Kafka has not acknowledged. At memoryLimit nothing more is read,"
                    + " and the kernel's ring buffer overwrites and counts."),
            List.of(new GaugeDataPointSnapshot(heldBytes.getAsLong(), Labels.EMPTY, null))),
        new GaugeSnapshot(
            new MetricMetadata(
                "probestream_ring_entries", "Records that wait in a CPU's ring buffer."),
            cpus.values().stream()
                .map(c -> new GaugeDataPointSnapshot(c.entries(), cpu(c), null))
                .toList()),
        ofCpus(
            "probestream_ring_read_events",
            "Records that a CPU's ring buffer has handed out.",
            CpuCounter::readEvents),
        ofCpus(
            "probestream_ring_overrun",
            "Records overwritten before they were read: enlarge the ring buffer or trace less.",
            CpuCounter::overrun),
        ofCpus(
            "probestream_ring_dropped_events",
            "Records refused because the ring buffer was full.",
            CpuCounter::dropped),
        ofProbes(
            "probestream_probe_hits",
            "Hits of a probe as the kernel counts them, before filters and ring buffer loss.",
            ProbeCounter::hits),
        ofProbes(
            "probestream_probe_missed",
            "Hits of a probe that the kernel could not handle; of a return probe mostly too small a"
                + " maxactive.",
            ProbeCounter::missed),
        new GaugeSnapshot(
            new MetricMetadata(
                "probestream_probe_throttled",
                "Whether a probe is switched off to keep within the budget: 1, else 0."),
            states.stream()
                .map(p -> new GaugeDataPointSnapshot(p.throttledNow() ? 1 : 0, probe(p), null))
                .toList()),
        new CounterSnapshot(
            new MetricMetadata(
                "probestream_probe_throttles",
                "How often a probe was switched off to keep within the budget."),
            states.stream()
                .map(
                    p ->
                        new CounterDataPointSnapshot(
                            p.throttle() == null ? 0 : p.throttle().times(), probe(p), null, 0))
                .toList()),
        new CounterSnapshot(
            new MetricMetadata(
                "process_cpu_seconds", "User and system CPU time of the process in seconds."),
            cpuSeconds()),
        new GaugeSnapshot(
            new MetricMetadata(
                "process_start_time_seconds",
                "Start time of the process since unix epoch in seconds."),
            List.of(
                new GaugeDataPointSnapshot(
                    ManagementFactory.getRuntimeMXBean().getStartTime() / 1e3,
                    Labels.EMPTY,
                    null))));
  }

  private static CounterSnapshot total(String name, String help, long value) {
    return new CounterSnapshot(
        new MetricMetadata(name, help),
        List.of(new CounterDataPointSnapshot(value, Labels.EMPTY, null, 0)));
  }

  private static List<CounterDataPointSnapshot> cpuSeconds() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean os
        ? List.of(new CounterDataPointSnapshot(os.getProcessCpuTime() / 1e9, Labels.EMPTY, null, 0))
        : List.of(); // a JVM that does not tell
  }

  private static Labels probe(ProbeStatus probe) {
    return Labels.of("probe", probe.name());
  }

  private static Labels cpu(CpuCounter counter) {
    return Labels.of("cpu", Integer.toString(counter.cpu()));
  }

  private CounterSnapshot ofCpus(String name, String help, ToLongFunction<CpuCounter> value) {
    List<CounterDataPointSnapshot> points = new ArrayList<>();
    cpus.values()
        .forEach(
            c -> points.add(new CounterDataPointSnapshot(value.applyAsLong(c), cpu(c), null, 0)));
    return new CounterSnapshot(new MetricMetadata(name, help), points);
  }

  private CounterSnapshot ofProbes(String name, String help, ToLongFunction<ProbeCounter> value) {
    List<CounterDataPointSnapshot> points = new ArrayList<>();
    probes
        .values()
        .forEach(
            p ->
                points.add(
                    new CounterDataPointSnapshot(
                        value.applyAsLong(p), Labels.of("probe", p.name()), null, 0)));
    return new CounterSnapshot(new MetricMetadata(name, help), points);
  }
}
