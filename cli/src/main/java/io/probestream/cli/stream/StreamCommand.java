package io.probestream.cli.stream;

import io.probestream.cli.ConfigOptions;
import io.probestream.cli.KafkaOptions;
import io.probestream.cli.StopSignal;
import io.probestream.cli.text.Units;
import io.probestream.schemas.config.ConfigSection;
import io.probestream.streams.topology.Reprocessing;
import io.probestream.streams.topology.StreamConfig;
import io.probestream.streams.topology.StreamsService;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** Runs the streams application until it is told to end. */
@Command(
    name = "stream",
    mixinStandardHelpOptions = true,
    header =
        "Turn raw trace lines in Kafka into rates, latencies and an account of what was missed.",
    description = {
      "%nReads the raw topic, exactly once, and writes the aggregates per host and of the fleet."
          + " Missing topics are created. State lies in stateDir and in Kafka: an instance that is"
          + " killed goes on where it was, and further instances share the work.",
    },
    optionListHeading = "%nOptions:%n",
    footerHeading = "%nExamples:%n",
    footer = {
      "  probestream stream --bootstrap-servers kafka:9092 --state-dir /var/lib/probestream",
      "  probestream stream --config stream.yaml --set fleet.retention=1h",
      "  probestream stream --create-topics-only --set topics.partitions=16",
      "  PROBESTREAM_THREADS=4 probestream stream -X security.protocol=SSL",
      "  probestream stream --from 2026-11-23T09:00:00Z --to 2026-11-23T10:00:00Z \\",
      "      --application-id again-1 --output-prefix again-1.",
      "  probestream verify probestream. again-1.",
      "",
      "Each key of the file can be set by --set KEY=VALUE or by an environment variable:",
      "commitInterval is PROBESTREAM_COMMIT_INTERVAL, topics.partitions is"
          + " PROBESTREAM_TOPICS_PARTITIONS."
    })
public final class StreamCommand implements Callable<Integer> {
  /** For what is left to do once the application has ended, within a time of its own. */
  private static final long LAST_STEPS_SECONDS = 5;

  private static final String ENV_PREFIX = "PROBESTREAM_";

  @Spec private CommandSpec spec;
  @Mixin private KafkaOptions kafka;
  @Mixin private StretchOptions stretch = new StretchOptions();

  @Mixin private ConfigOptions configuration = new ConfigOptions();

  @Option(
      names = "--application-id",
      paramLabel = "ID",
      description = "Consumer group and prefix of internal topics (default: probestream).")
  private String applicationId;

  @Option(
      names = "--state-dir",
      paramLabel = "DIR",
      description = "Where state stores lie; use one that survives a restart.")
  private String stateDir;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Stream threads (default: 1); a busy host takes one.")
  private String threads;

  @Option(
      names = "--window",
      paramLabel = "DURATION",
      description = "Length of the windows, such as 1s (default) or 10s.")
  private String window;

  @Option(
      names = "--no-ticks",
      description =
          "Do not write ticks: for a second run over a raw topic that has them from the first.")
  private boolean noTicks;

  @Option(
      names = "--create-topics-only",
      description = "Create the topics that are missing, say which, and end.")
  private boolean createTopicsOnly;

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter err = spec.commandLine().getErr();
    if (stretch.isGiven()) {
      return processAgain(err);
    }
    StreamConfig config = config(System.getenv());
    StreamsService service = new StreamsService(config, sentence -> say(err, sentence));
    if (createTopicsOnly) {
      List<String> created = service.createTopics();
      PrintWriter out = spec.commandLine().getOut();
      created.forEach(out::println);
      out.flush();
      say(
          err,
          created.isEmpty()
              ? "all topics exist"
              : Units.count(created.size(), "topic") + " created");
      return 0;
    }
    run(service, err, config);
    return 0;
  }

  private int processAgain(PrintWriter err) throws InterruptedException {
    long nowMs = System.currentTimeMillis();
    stretch.check(spec, applicationId, nowMs);
    StreamConfig config = config(System.getenv());
    StopSignal stop = StopSignal.forThisThread();
    try (Reprocessing run =
        new Reprocessing(
            config, stretch.output(), stretch.range(nowMs), sentence -> say(err, sentence))) {
      Reprocessing.Report report = run.run();
      say(err, Units.count(report.records(), "record") + " processed and committed");
      if (report.comparableToMs() != Long.MIN_VALUE) {
        say(
            err,
            "to compare: probestream verify "
                + config.topics().prefix()
                + " "
                + stretch.output().prefix()
                + " --from "
                + Instant.ofEpochMilli(stretch.range(nowMs).fromMs())
                + " --to "
                + Instant.ofEpochMilli(report.comparableToMs()));
      }
      return 0;
    } finally {
      stop.close();
    }
  }

  private static void run(StreamsService service, PrintWriter err, StreamConfig config)
      throws InterruptedException {
    Thread main = Thread.currentThread();
    Runnable onStop =
        () -> {
          service.close();
          main.interrupt();
        };
    StopSignal stop = StopSignal.calling(onStop, LAST_STEPS_SECONDS);
    try (service) {
      service.start();
      say(
          err,
          "streaming "
              + config.topics().raw()
              + " at "
              + config.bootstrapServers()
              + " as '"
              + config.applicationId()
              + "', state in "
              + config.stateDir()
              + (service.apiUrl() == null ? "" : ", HTTP API at " + service.apiUrl())
              + "; Ctrl-C ends");
      service.awaitEnd();
    } catch (InterruptedException e) {
      if (!stop.isRaised()) {
        throw e;
      }
    } finally {
      stop.close();
      if (stop.isRaised()) {
        say(err, "streams application ended");
      }
    }
  }

  private static void say(PrintWriter err, String sentence) {
    err.println("probestream: " + sentence);
    err.flush();
  }

  /** The configuration from file, options and environment. */
  StreamConfig config(Map<String, String> environment) {
    Map<String, String> words = new LinkedHashMap<>();
    Properties client = kafka.clientProperties();
    ParseResult parsed = spec.commandLine().getParseResult();
    if (parsed.hasMatchedOption("--topic-prefix")) {
      words.put("topicPrefix", kafka.topics().prefix());
    }
    if (kafka.namesBrokers()) {
      words.put("kafka.bootstrapServers", client.getProperty("bootstrap.servers"));
    }
    put(words, "applicationId", applicationId);
    put(words, "stateDir", stateDir);
    put(words, "threads", threads);
    put(words, "window", window);
    put(words, "ticks", noTicks ? "false" : null);
    ConfigSection file = configuration.read(words, environment, ENV_PREFIX);
    return StreamConfig.read(file).withKafka(withoutBootstrap(client));
  }

  private static Map<String, String> withoutBootstrap(Properties client) {
    Map<String, String> rest = new LinkedHashMap<>();
    for (String name : client.stringPropertyNames()) {
      if (!name.equals("bootstrap.servers")) {
        rest.put(name, client.getProperty(name));
      }
    }
    return rest;
  }

  private static void put(Map<String, String> words, String key, String value) {
    if (value != null) {
      words.put(key, value);
    }
  }
}
