package io.probestream.collector.agent;

import io.probestream.collector.Notices;
import io.probestream.collector.tracefs.TracefsInstance;
import java.util.Collection;
import java.util.List;

/** Makes a new instance print what our parser reads, whatever the top level's options are. */
final class InstanceSetup {
  private static final List<String> ON = List.of("context-info", "overwrite", "irq-info");
  private static final List<String> OFF =
      List.of("raw", "hex", "bin", "fields", "latency-format", "verbose", "sym-addr", "stacktrace");

  private InstanceSetup() {}

  /** Everything that must be done before events are enabled. */
  static void prepare(
      TracefsInstance instance,
      CollectorConfig config,
      Collection<Integer> ownThreads,
      Notices notices) {
    // First the clock: setting it clears the buffer.
    instance.setClock(config.clock());
    if (config.bufferSizeKb() > 0) {
      instance.setBufferSizeKb(config.bufferSizeKb());
    }
    ON.forEach(o -> instance.setOption(o, true));
    OFF.forEach(o -> instance.setOption(o, false));
    // Threads that excluded threads start are excluded too, and programs that they start.
    boolean follows = instance.setOption("event-fork", true);
    if (!instance.excludeThreads(ownThreads)) {
      notices.say(
          "this kernel (before 5.7) cannot keep the collector's own threads out of the trace; probes"
              + " on calls that it makes itself will count those too");
    } else if (!follows) {
      notices.say("this kernel has no option event-fork; own threads are excluded once a second");
    }
  }
}
