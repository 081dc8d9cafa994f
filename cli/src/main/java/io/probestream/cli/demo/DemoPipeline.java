package io.probestream.cli.demo;

import io.probestream.cli.broker.BrokerGuard;
import io.probestream.cli.broker.BrokerOptions;
import io.probestream.cli.broker.EmbeddedBroker;
import io.probestream.schemas.Topics;
import io.probestream.streams.api.ApiConfig;
import io.probestream.streams.engine.EngineConfig;
import io.probestream.streams.topology.StreamConfig;
import io.probestream.streams.topology.StreamConfig.Fleet;
import io.probestream.streams.topology.StreamConfig.Rollups;
import io.probestream.streams.topology.StreamConfig.TopicSettings;
import io.probestream.streams.topology.StreamsService;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Kafka and the streams application of a demo, both in this process, with bounded disk use. */
final class DemoPipeline implements AutoCloseable {
  static final long WINDOW_MS = EngineConfig.standard().windowMs();
  private static final long COMMIT_INTERVAL_MS = 200;
  private static final long CLOSE_POLL_MS = 50;
  private static final int PARTITIONS = 2;
  private static final String SEGMENT_BYTES = "4194304";

  /** Of each partition: more than two minutes of the replay's lines (measured: 2.4). */
  private static final String RETENTION_BYTES = "33554432";

  private final Topics topics = Topics.standard();
  private final Path directory;
  private final Consumer<String> notices;
  private final BrokerGuard guard;
  private EmbeddedBroker broker;
  private StreamsService streams;

  DemoPipeline(Path directory, Consumer<String> notices) {
    this.directory = directory;
    this.notices = notices;
    this.guard =
        new BrokerGuard(
            directory,
            "free some (the demo takes up to 150 MiB), or name another place with TMPDIR");
  }

  void startBroker() {
    guard.install();
    broker =
        EmbeddedBroker.start(
            BrokerOptions.in(directory.resolve("kafka"))
                .with("log.retention.bytes", RETENTION_BYTES)
                .with("log.segment.bytes", SEGMENT_BYTES));
  }

  /** Creates the topics, and starts the streams application. */
  void startStreams() throws InterruptedException {
    EngineConfig engine = EngineConfig.standard();
    streams =
        new StreamsService(
            new StreamConfig(
                broker.bootstrapServers(),
                "probestream-demo",
                "",
                topics,
                engine,
                0,
                1,
                COMMIT_INTERVAL_MS,
                directory.resolve("state"),
                true,
                new Fleet(
                    1, TimeUnit.MINUTES.toMillis(1), WINDOW_MS, 2 * WINDOW_MS + engine.silenceMs()),
                new TopicSettings(
                    PARTITIONS, (short) 1, TimeUnit.HOURS.toMillis(1), TimeUnit.HOURS.toMillis(1)),
                Rollups.standard(),
                ApiConfig.local(),
                null,
                internalTopics()),
            notices);
    streams.start();
    guard.started();
  }

  /** Changelogs and repartition topics: 50 MB segments by default. */
  private static Map<String, String> internalTopics() {
    Map<String, String> settings = new HashMap<>();
    settings.put("topic.segment.bytes", SEGMENT_BYTES);
    settings.put("topic.min.cleanable.dirty.ratio", "0.3");
    settings.put("repartition.purge.interval.ms", "10000");
    return settings;
  }

  Topics topics() {
    return topics;
  }

  String bootstrapServers() {
    return broker.bootstrapServers();
  }

  /** Where the HTTP API answers. */
  String apiUrl() {
    return streams.apiUrl();
  }

  /** Client properties for sources. */
  Properties clientProperties() {
    Properties p = new Properties();
    p.setProperty("bootstrap.servers", broker.bootstrapServers());
    return p;
  }

  /** Throws if Kafka has given up. */
  void checkBroker() {
    guard.check();
  }

  /** Throws if Kafka or the streams application has stopped by itself. */
  void check() {
    guard.check();
    streams.check();
  }

  @Override
  public void close() {
    // Nothing ends in time without Kafka, which may give up while it ends, too.
    Thread closer = new Thread(this::closeBoth, "demo-close");
    closer.setDaemon(true);
    closer.start();
    try (guard) {
      while (closer.isAlive() && !guard.hasEnded()) {
        closer.join(CLOSE_POLL_MS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // whoever is in such a hurry ends the process
    }
  }

  private void closeBoth() {
    try {
      if (streams != null) {
        streams.close();
      }
    } finally {
      if (broker != null) {
        broker.close();
      }
    }
  }
}
