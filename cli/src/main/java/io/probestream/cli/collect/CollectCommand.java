package io.probestream.cli.collect;

import io.probestream.cli.KafkaOptions;
import io.probestream.cli.SpanConverter;
import io.probestream.cli.StopSignal;
import io.probestream.collector.CollectorException;
import io.probestream.collector.Notices;
import io.probestream.collector.agent.Collector;
import io.probestream.collector.agent.CollectorConfig;
import io.probestream.collector.agent.HostFacts;
import io.probestream.collector.agent.OwnProbes;
import io.probestream.collector.agent.RunLoop;
import io.probestream.collector.capture.Clocks;
import io.probestream.collector.metrics.MetricsServer;
import io.probestream.collector.metrics.MetricsSink;
import io.probestream.collector.publish.CaptureFileSink;
import io.probestream.collector.publish.KafkaSink;
import io.probestream.collector.publish.RecordSink;
import io.probestream.collector.publish.SinkTee;
import io.probestream.collector.tracefs.Tracefs;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.LongSupplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Enables probes on this host and publishes what they print. */
@Command(
    name = "collect",
    mixinStandardHelpOptions = true,
    description = {
      "Enables kprobes and uprobes on this host and publishes their raw trace lines to Kafka, until"
          + " it is stopped; then it removes exactly what it created. Needs root."
    },
    descriptionHeading = "%n",
    optionListHeading = "%nOptions:%n",
    footerHeading = "%nExamples:%n",
    footer = {
      "  probestream collect -e 'p:write sys_write' -e 'r:write_ret sys_write ret=$retval'",
      "      system call write, entry and return, paired by the stack pointer",
      "  probestream collect --config collect.yaml --bootstrap-servers kafka-1:9092",
      "      the probes of a file; as a service on a host",
      "  probestream collect -e 'p:work /usr/bin/app:work' --output app.txt.gz --duration 30s",
      "      30 s of a function of a program into a file, without Kafka",
      "",
      "collect.yaml:",
      "  host: web-1",
      "  labels: {rack: r7}",
      "  bufferSize: 4MiB            # ring buffer of each CPU",
      "  kafka: {bootstrapServers: 'kafka-1:9092'}",
      "  probes:",
      "    - syscall: write          # this kernel's symbol, entry and return, all arguments",
      "    - function: vfs_read",
      "      args: {count: $arg3}",
      "      maxactive: 64           # for functions that sleep in many tasks at once",
      "    - function: work",
      "      path: /usr/bin/app      # a function of a program",
      "    - raw: 'p:tcp_rtx tcp_retransmit_skb'",
      "",
      "Every key has an environment variable (bufferSize: PROBESTREAM_BUFFER_SIZE) and can be set",
      "with --set bufferSize=4MiB. A small heap is enough: PROBESTREAM_JAVA_OPTS=-Xmx96m."
    })
public final class CollectCommand implements Callable<Integer> {
  private static final long LAST_STEPS_SECONDS = 15;

  @Spec private CommandSpec spec;
  @Mixin private ProbeOptions probeOptions;
  @Mixin private KafkaOptions kafka;
  @Mixin private TracefsOptions tracefsOptions;

  @Option(
      names = "--output",
      paramLabel = "FILE",
      description =
          "Write a capture: lines into FILE (.txt or .txt.gz), the kernel's counters beside it."
              + " Without brokers nothing is published.")
  private Path output;

  @Option(
      names = "--host",
      paramLabel = "NAME",
      description = "Key of all records (default: this host's name).")
  private String host;

  @Option(
      names = "--instance",
      paramLabel = "NAME",
      description = "The tracefs instance is probestream-NAME (default: the process id).")
  private String instance;

  @Option(
      names = "--clock",
      paramLabel = "CLOCK",
      description = "Trace clock (default: boot; mono stops in suspend).")
  private String clock;

  @Option(
      names = "--buffer-size",
      paramLabel = "SIZE",
      description = "Ring buffer of each CPU, such as 4MiB (default: the kernel's, about 1.4 MiB).")
  private String bufferSize;

  @Option(
      names = "--metrics",
      paramLabel = "HOST:PORT",
      description = "Serve this collector's own metrics for Prometheus there, at /metrics.")
  private String metrics;

  @Option(
      names = "--capture",
      paramLabel = "raw|text|auto",
      description =
          "raw: binary pages, printed here with nanoseconds and escaped strings; text: lines as the"
              + " kernel prints them; auto (default): raw where it works.")
  private String capture;

  @Option(
      names = "--duration",
      paramLabel = "SPAN",
      converter = SpanConverter.class,
      description = "End by itself after that time, such as 30s.")
  private Duration duration;

  @Override
  public Integer call() {
    try {
      return collect();
    } catch (CollectorException e) {
      // More than one line: the kernel's message with its caret belongs to it.
      PrintWriter err = spec.commandLine().getErr();
      err.println("probestream: " + e.getMessage());
      err.flush();
      return 1;
    }
  }

  private int collect() {
    HostFacts facts = HostFacts.read(Path.of("/proc"));
    Map<String, String> given = new LinkedHashMap<>();
    given.put("host", host);
    given.put("instance", instance);
    given.put("clock", clock);
    given.put("bufferSize", bufferSize);
    given.put("metrics", metrics);
    given.put("capture", capture);
    if (spec.commandLine().getParseResult().hasMatchedOption("--topic-prefix")) {
      given.put("topicPrefix", kafka.topics().prefix());
    }
    CollectSettings config = probeOptions.read(given, facts.name());
    Notices notices = this::say;
    Tracefs tracefs = tracefsOptions.find();
    List<RecordSink> sinks = new ArrayList<>();
    CaptureFileSink file = output == null ? null : new CaptureFileSink(output);
    KafkaTarget target = new KafkaTarget(kafka, config);
    KafkaSink publisher = file == null || target.isGiven() ? target.sink(notices) : null;
    LongSupplier heldBytes = publisher == null ? () -> 0 : publisher::heldBytes;
    if (publisher != null) {
      sinks.add(publisher);
    }
    if (file != null) {
      file.open();
      sinks.add(file);
    }
    String into =
        (sinks.size() > 1 || file == null ? target.describe() : "")
            + (sinks.size() > 1 ? " and " : "")
            + (file == null ? "" : output.toString());
    MetricsSink measured = new MetricsSink(heldBytes);
    if (config.metrics() != null) {
      sinks.add(measured);
    }
    Collector collector =
        new Collector(
            config.collector(),
            tracefs,
            facts,
            Planners.of(tracefs, facts),
            () -> HostFacts.threadIds(Path.of("/proc")),
            new SinkTee(sinks),
            files -> {
              if (file != null) {
                file.writeSideFiles(files);
              }
            },
            Clocks.system(),
            notices,
            ProcessHandle.current().pid());
    if (config.cleanLeftovers()) {
      OwnProbes own = Agents.probes(tracefs);
      collector.startAfter(() -> own.reap(notices));
    }
    try (MetricsServer server = serve(config.metrics(), measured)) {
      say(
          "collecting on host "
              + config.collector().host()
              + " into "
              + into
              + (server == null ? "" : ", metrics at " + server.url())
              + "; stop with Ctrl-C");
      if (publisher != null) {
        publisher.connect();
      }
      run(collector, config.collector());
    }
    return collector.hasDelivered() ? 0 : 1;
  }

  private static MetricsServer serve(InetSocketAddress at, MetricsSink metrics) {
    return at == null ? null : MetricsServer.start(at.getHostString(), at.getPort(), metrics);
  }

  private void run(Collector collector, CollectorConfig config) {
    RunLoop loop = new RunLoop();
    long graceSeconds = config.closeTimeoutMs() / 1_000 + LAST_STEPS_SECONDS;
    // The exit waits until everything is taken away again.
    try (StopSignal stop = StopSignal.calling(loop::stop, graceSeconds)) {
      loop.run(collector, duration == null ? 0 : duration.toMillis());
      assert stop != null;
    }
    say(collector.summary());
  }

  private void say(String sentence) {
    PrintWriter err = spec.commandLine().getErr();
    err.println("probestream: " + sentence);
    err.flush();
  }
}
