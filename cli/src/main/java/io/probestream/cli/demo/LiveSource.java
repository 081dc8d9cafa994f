package io.probestream.cli.demo;

import io.probestream.cli.collect.Planners;
import io.probestream.collector.CollectorException;
import io.probestream.collector.Notices;
import io.probestream.collector.agent.CaptureKind;
import io.probestream.collector.agent.Collector;
import io.probestream.collector.agent.CollectorConfig;
import io.probestream.collector.agent.HostFacts;
import io.probestream.collector.agent.RunLoop;
import io.probestream.collector.capture.Clocks;
import io.probestream.collector.probe.ProbeRequest;
import io.probestream.collector.probe.ProbeRequest.Kind;
import io.probestream.collector.publish.KafkaSink;
import io.probestream.collector.publish.ProducerSettings;
import io.probestream.collector.tracefs.FileTracefsIo;
import io.probestream.collector.tracefs.Tracefs;
import io.probestream.schemas.Hosts;
import io.probestream.schemas.raw.Pair;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Probes of this machine's kernel: two system calls and one hot function. */
final class LiveSource implements DemoSource {
  private static final Path PROC = Path.of("/proc");
  private static final String HOT_FUNCTION = "vfs_read";
  private static final long MEMORY_LIMIT_BYTES = 8 << 20;

  /** What taking away probes and instance may take beside the delivery. */
  private static final long REMOVE_MS = 10_000;

  private final HostFacts facts;
  private final RunLoop loop = new RunLoop();
  private final ClosingSink sink;
  private final SourceThread thread;
  private final Notices notices;
  private final long closeTimeoutMs;
  private boolean started;

  /**
   * @param closeTimeoutMs how long the delivery of the last lines may take
   */
  LiveSource(Properties kafka, String rawTopic, long closeTimeoutMs, Notices notices) {
    this.facts = HostFacts.read(PROC);
    this.notices = notices;
    this.closeTimeoutMs = closeTimeoutMs;
    Tracefs tracefs = Tracefs.find(new FileTracefsIo(), Tracefs.PLACES);
    CollectorConfig config = config(facts, closeTimeoutMs);
    Properties p = ProducerSettings.of(kafka, MEMORY_LIMIT_BYTES);
    p.setProperty(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class.getName());
    p.setProperty(
        ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class.getName());
    this.sink =
        new ClosingSink(
            new KafkaSink(
                () -> new KafkaProducer<>(p),
                rawTopic,
                config.host(),
                MEMORY_LIMIT_BYTES,
                "the embedded Kafka",
                notices));
    // Kafka and the analysis are threads of this process: all of them stay out of the trace.
    Collector collector =
        new Collector(
            config,
            tracefs,
            facts,
            Planners.of(tracefs, facts),
            () -> HostFacts.threadIds(PROC),
            sink,
            files -> {},
            Clocks.system(),
            notices,
            ProcessHandle.current().pid());
    this.thread = new SourceThread("demo-collector", () -> loop.run(collector, 0));
  }

  private static CollectorConfig config(HostFacts facts, long closeTimeoutMs) {
    return new CollectorConfig(
        Hosts.isValid(facts.name()) ? facts.name() : "this-host",
        Map.of(),
        null,
        "boot",
        4_096,
        CaptureKind.AUTO,
        true,
        List.of(
            request(Kind.SYSCALL, "write"),
            request(Kind.SYSCALL, "openat"),
            request(Kind.FUNCTION, HOT_FUNCTION)),
        closeTimeoutMs);
  }

  private static ProbeRequest request(Kind kind, String target) {
    return new ProbeRequest(kind, target, target, Map.of(), 0, true, List.of(Pair.TASK), "demo");
  }

  /** Why this machine cannot be the source, as half a sentence; null if it can. */
  static String obstacle() {
    if (!isRoot()) {
      return "that needs root (sudo ./probestream demo)";
    }
    try {
      Tracefs tracefs = Tracefs.find(new FileTracefsIo(), Tracefs.PLACES);
      if (!tracefs.hasKprobes()) {
        return "this kernel has no kprobes (CONFIG_KPROBE_EVENTS)";
      }
      return Files.isWritable(tracefs.root().resolve(tracefs.eventsFile(false)))
          ? null
          : tracefs.eventsFile(false) + " cannot be written here";
    } catch (CollectorException e) {
      return "no tracefs is mounted (mount -t tracefs nodev /sys/kernel/tracing)";
    }
  }

  /** By the owner of this process: a user's name need not be known, as in containers. */
  private static boolean isRoot() {
    try {
      return Integer.valueOf(0).equals(Files.getAttribute(PROC.resolve("self"), "unix:uid"));
    } catch (IOException | UnsupportedOperationException e) {
      return false; // no /proc: not Linux
    }
  }

  @Override
  public String kind() {
    return "live";
  }

  @Override
  public String title() {
    return "this machine (" + facts.arch() + ", Linux " + facts.kernelRelease() + ")";
  }

  @Override
  public String other() {
    return "a replay instead: --source replay";
  }

  @Override
  public void start() {
    started = true;
    thread.start();
  }

  @Override
  public void check() {
    thread.check();
  }

  @Override
  public void finish() {
    loop.stop();
  }

  @Override
  public boolean isFinished() {
    return thread.isEnded();
  }

  @Override
  public Set<String> closedSessions() {
    return sink.closedSessions();
  }

  @Override
  public void close() {
    loop.stop();
    if (started && !thread.join(closeTimeoutMs + REMOVE_MS)) {
      notices.say("the collector does not end; probestream probes clean removes what it leaves");
    }
  }
}
