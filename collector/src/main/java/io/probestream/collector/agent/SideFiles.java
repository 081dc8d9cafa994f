package io.probestream.collector.agent;

import io.probestream.collector.CollectorException;
import io.probestream.collector.capture.RingStats;
import io.probestream.collector.tracefs.KprobeProfile;
import io.probestream.collector.tracefs.Tracefs;
import io.probestream.collector.tracefs.TracefsInstance;
import io.probestream.schemas.probe.Pairs;
import io.probestream.schemas.probe.ProbeDefinition;
import io.probestream.schemas.raw.Form;
import io.probestream.schemas.raw.Pair;
import io.probestream.schemas.raw.ProbeCounter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the kernel counted and knows, as text files beside a capture. Only our own probes. */
final class SideFiles {
  private SideFiles() {}

  static Map<String, String> gather(
      Tracefs tracefs,
      TracefsInstance instance,
      RingStats stats,
      List<ProbeDefinition> definitions,
      List<Pair> pairs,
      List<ProbeCounter> counters,
      Form form,
      HostFacts facts) {
    Map<String, String> files = new LinkedHashMap<>();
    stats.texts().forEach((cpu, text) -> files.put("cpu" + cpu + ".stats", text));
    files.put("kprobe_events", "");
    files.put("kprobe_profile", "");
    StringBuilder formats = new StringBuilder();
    for (ProbeDefinition d : definitions) {
      String kind = d.isUprobe() ? "uprobe" : "kprobe";
      files.merge(kind + "_events", d.text() + "\n", String::concat);
      counters.stream()
          .filter(c -> c.name().equals(d.event()))
          .forEach(c -> files.merge(kind + "_profile", profileLine(d, c), String::concat));
      formats.append("== ").append(tracefs.root()).append("/events/").append(d.group());
      formats.append('/').append(d.event()).append("/format\n");
      formats.append(tracefs.eventFormat(d.group(), d.event()));
    }
    files.put("formats", formats.toString());
    files.put("form", form.wireName() + "\n");
    if (!Pairs.byText(pairs).isEmpty()) {
      files.put("by", Pairs.byText(pairs));
    }
    files.put("trace_clock", clocks(instance));
    files.put("uname", facts.uname() + "\n");
    return files;
  }

  private static String profileLine(ProbeDefinition d, ProbeCounter c) {
    return d.isUprobe()
        ? KprobeProfile.formatUprobe(d.place().substring(0, d.place().lastIndexOf(':')), c)
        : KprobeProfile.format(List.of(c));
  }

  private static String clocks(TracefsInstance instance) {
    try {
      return instance.clocks() + "\n";
    } catch (CollectorException e) {
      return ""; // The lines are worth keeping without it.
    }
  }
}
