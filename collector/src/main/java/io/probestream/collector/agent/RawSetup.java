package io.probestream.collector.agent;

import io.probestream.collector.CollectorException;
import io.probestream.collector.Notices;
import io.probestream.collector.capture.Clocks;
import io.probestream.collector.capture.RawSource;
import io.probestream.collector.capture.RingStats;
import io.probestream.collector.capture.TracePipe;
import io.probestream.collector.pages.KernelPlaces;
import io.probestream.collector.pages.PageLayout;
import io.probestream.collector.pages.PageMerger;
import io.probestream.collector.pages.PagePrinters;
import io.probestream.collector.pages.SavedNames;
import io.probestream.collector.tracefs.Tracefs;
import io.probestream.collector.tracefs.TracefsInstance;
import io.probestream.schemas.probe.ProbeDefinition;
import java.util.ArrayList;
import java.util.List;

/** Binary capture of an instance whose events are not enabled yet. */
final class RawSetup {
  private final Tracefs tracefs;
  private final TracefsInstance instance;
  private final HostFacts facts;
  private final Clocks clocks;
  private final Notices notices;

  RawSetup(
      Tracefs tracefs, TracefsInstance instance, HostFacts facts, Clocks clocks, Notices notices) {
    this.tracefs = tracefs;
    this.instance = instance;
    this.facts = facts;
    this.clocks = clocks;
    this.notices = notices;
  }

  /**
   * An open source that has read a record of its own as it should.
   *
   * @throws CollectorException with what is not understood
   */
  RawSource open(List<ProbeDefinition> probes, RingStats stats) {
    PageLayout layout;
    PagePrinters.Builder builder;
    try {
      layout = RawSupport.layout(tracefs, instance.subBufferKb());
      builder = formats(tracefs, layout, probes);
    } catch (IllegalArgumentException e) {
      throw new CollectorException("binary capture is not possible here: " + e.getMessage(), e);
    }
    String obstacle = builder.needsSymbols() ? RawSupport.symbolObstacle() : null;
    if (obstacle != null) {
      throw new CollectorException("binary capture is not possible here: " + obstacle);
    }
    SavedNames names = new SavedNames(tracefs::savedCmdlines);
    PagePrinters printers =
        builder.build(names, new KernelPlaces(RawSupport.KALLSYMS), facts.kernelRelease());
    int[] cpus = stats.cpuNumbers();
    List<TracePipe> pipes = new ArrayList<>();
    for (int cpu : cpus) {
      pipes.add(
          new TracePipe("trace_pipe_raw of CPU " + cpu, () -> instance.openRawPipe(cpu), clocks));
    }
    RawSource source =
        new RawSource(
            cpus,
            pipes,
            new PageMerger(printers, cpus, RawSource.LIMIT_BYTES),
            layout.pageBytes(),
            (int) (instance.bufferSizeKb() * 1_024 / layout.pageBytes()),
            names::refresh,
            stats.traceClockNs(),
            clocks,
            notices);
    try {
      source.open();
      // The place of the marker would need the table of symbols.
      PagePrinters own = builder.build(names, (a, b) -> new byte[0], facts.kernelRelease());
      source.check(stats, instance::mark, new PageMerger(own, cpus, layout.pageBytes()));
      return source;
    } catch (CollectorException e) {
      source.close();
      throw e;
    }
  }

  private static PagePrinters.Builder formats(
      Tracefs tracefs, PageLayout layout, List<ProbeDefinition> probes) {
    PagePrinters.Builder builder = new PagePrinters.Builder(layout);
    builder.markers(tracefs.eventFormat("ftrace", "print"));
    for (ProbeDefinition d : probes) {
      builder.probe(tracefs.eventFormat(d.group(), d.event()), !d.isUprobe());
    }
    return builder;
  }
}
