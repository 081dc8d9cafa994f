package io.probestream.cli.rawexport;

import io.probestream.collector.publish.RecordSink;
import io.probestream.collector.tracefs.CpuStats;
import io.probestream.collector.tracefs.KprobeProfile;
import io.probestream.schemas.Json;
import io.probestream.schemas.probe.Pairs;
import io.probestream.schemas.probe.ProbeDefinition;
import io.probestream.schemas.raw.Counters;
import io.probestream.schemas.raw.CpuCounter;
import io.probestream.schemas.raw.Form;
import io.probestream.schemas.raw.ProbeCounter;
import io.probestream.schemas.raw.ProbeStatus;
import io.probestream.schemas.raw.RawMeta;
import io.probestream.schemas.raw.RecordType;
import io.probestream.schemas.raw.Status;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes the lines of one session and gathers what stands beside them. Not thread-safe. */
final class SessionExport implements RawRange.Sink {
  private final String session;
  private final RecordSink lines;
  private final CounterGrowth growth = new CounterGrowth();
  private Status status;
  private long nextSeq = -1;
  private long nextLine = -1;
  private long linesWritten;
  private long bytesWritten;
  private long linesMissing;
  private long duplicates;
  private boolean escaped;

  SessionExport(String session, RecordSink lines) {
    this.session = session;
    this.lines = lines;
  }

  @Override
  public void take(RawMeta meta, byte[] value, long timestampMs, boolean inRange) {
    if (!meta.session().equals(session)) {
      return;
    }
    if (meta.seq() < nextSeq) {
      duplicates += inRange ? meta.lines() : 0;
      return;
    }
    nextSeq = meta.seq() + 1;
    if (inRange && nextLine >= 0 && meta.firstLine() > nextLine) {
      linesMissing += meta.firstLine() - nextLine;
    }
    nextLine = meta.firstLine() + meta.lines();
    switch (meta.type()) {
      case LINES -> lines(meta, value, timestampMs, inRange);
      case STATUS -> status(Json.read(value, Status.class), meta.seq() == 0 || !inRange);
      case COUNTERS -> growth.add(Json.read(value, Counters.class), !inRange);
      case TICK, RULES ->
          throw new IllegalArgumentException(meta.type().wireName() + " belongs to no session");
    }
  }

  private void lines(RawMeta meta, byte[] value, long timestampMs, boolean inRange) {
    if (inRange && meta.type() == RecordType.LINES) {
      lines.send(meta, value, timestampMs);
      linesWritten += meta.lines();
      bytesWritten += value.length;
      escaped |= meta.form() != Form.KERNEL;
    }
  }

  private void status(Status found, boolean isBaseline) {
    status = found;
    growth.add(found.counters(), isBaseline);
  }

  /** The files of {@code NAME.d/} by name; none without a status. */
  Map<String, String> sideFiles() {
    Map<String, String> files = new LinkedHashMap<>();
    if (status == null) {
      return files;
    }
    for (CpuCounter cpu : growth.cpus()) {
      files.put("cpu" + cpu.cpu() + ".stats", CpuStats.format(cpu));
    }
    if (status.definitionsKnown()) {
      files.put("kprobe_events", "");
      probes(files);
    }
    files.put("form", status.form() + "\n");
    if (!Pairs.byText(status.pairs()).isEmpty()) {
      files.put("by", Pairs.byText(status.pairs()));
    }
    if (!status.clock().isEmpty()) {
      files.put("trace_clock", "[" + status.clock() + "]\n");
    }
    if (!status.kernelRelease().isEmpty()) {
      files.put(
          "uname",
          "Linux "
              + status.host()
              + " "
              + status.kernelRelease()
              + " "
              + status.arch()
              + " GNU/Linux\n");
    }
    return files;
  }

  private void probes(Map<String, String> files) {
    List<ProbeCounter> counters = growth.probes();
    for (ProbeStatus probe : status.probes()) {
      if (probe.state().equals(ProbeStatus.FAILED)) {
        continue;
      }
      ProbeDefinition d = ProbeDefinition.parse(probe.definition());
      String kind = d.isUprobe() ? "uprobe" : "kprobe";
      files.merge(kind + "_events", probe.definition() + "\n", String::concat);
      for (ProbeCounter c : counters) {
        if (c.name().equals(probe.name())) {
          files.merge(kind + "_profile", profile(d, c), String::concat);
        }
      }
    }
  }

  private static String profile(ProbeDefinition d, ProbeCounter c) {
    return d.isUprobe()
        ? KprobeProfile.formatUprobe(d.place().substring(0, d.place().lastIndexOf(':')), c)
        : KprobeProfile.format(List.of(c));
  }

  /** Whether a status was found: without one there are no definitions and no counters. */
  boolean hasStatus() {
    return status != null;
  }

  /** Whether lines are not as the kernel printed them. */
  boolean isEscaped() {
    return escaped;
  }

  ExportReport report(String host, String file) {
    return new ExportReport(
        host, session, file, linesWritten, bytesWritten, linesMissing, duplicates);
  }
}
