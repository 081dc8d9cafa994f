package io.probestream.streams.topology;

import io.probestream.streams.api.ApiConfig;
import io.probestream.streams.api.ApiServer;
import io.probestream.streams.metrics.WindowMetrics;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.DisconnectException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;

/**
 * The running streams application: topics, topology, ticks. Started once, checked at any time,
 * closed as often as you like. Thread-safe.
 *
 * <p>It removes nothing: a state directory is reused, and what it lacks is restored from Kafka.
 */
public final class StreamsService implements AutoCloseable {
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(30);
  private static final long TICK_MS = 1_000;
  private static final long RETRY_MS = 1_000;

  private final StreamConfig config;
  private final Consumer<String> notices;
  private final Clock clock = Clock.systemUTC();
  private final StreamsRun run;
  private volatile boolean closing;
  private boolean started;
  private Producer<byte[], byte[]> tickProducer;
  private ScheduledExecutorService ticker;
  private final WindowMetrics metrics = new WindowMetrics();
  private final Alerting alerting = Alerting.byTheLog();
  private ApiServer api;
  private AlertTable alertTable;

  /**
   * @param notices takes sentences for people, such as that Kafka cannot be reached
   */
  public StreamsService(StreamConfig config, Consumer<String> notices) {
    this.config = config;
    this.notices = notices;
    this.run = new StreamsRun(config);
  }

  /**
   * Creates the topics that are missing, and answers their names. Waits for Kafka as long as it
   * takes, and says so once.
   *
   * @throws StreamFailure if Kafka refuses
   * @throws InterruptedException if interrupted while waiting
   */
  public List<String> createTopics() throws InterruptedException {
    return withKafka(TopicSetup::createMissing);
  }

  /**
   * Creates missing topics and starts. Returns before the first record is processed.
   *
   * @throws StreamFailure if Kafka refuses, or the alert rules are broken
   * @throws java.io.UncheckedIOException if the API cannot listen
   * @throws InterruptedException if interrupted while waiting for Kafka
   */
  public void start() throws InterruptedException {
    checkRules();
    createTopics();
    int rawPartitions = withKafka(setup -> setup.existing(config.topics().raw()));
    // What the internal topic has, it keeps.
    int known = withKafka(setup -> setup.partitions(repartitionTopic()));
    int fleetPartitions = known == 0 ? config.fleet().partitions() : known;
    StreamsTopology.Options options =
        StreamsTopology.Options.of(
            config,
            config.topics(),
            rawPartitions,
            fleetPartitions,
            Stretch.endless(),
            config.rollups(),
            metrics,
            alerting);
    synchronized (this) {
      if (closing || started) {
        return;
      }
      started = true;
      startAll(options);
      if (config.ticks()) {
        startTicks();
      }
    }
  }

  /** Rules that are broken from the start would be missing without anybody noticing. */
  private void checkRules() {
    if (config.alertRules() != null) {
      try {
        var unused = RulesFile.read(config.alertRules(), config.engine().windowMs());
      } catch (IllegalArgumentException e) {
        throw new StreamFailure(e.getMessage(), e);
      }
    }
  }

  private void startAll(StreamsTopology.Options options) {
    Topology topology = StreamsTopology.build(options);
    ApiConfig settings = config.api();
    if (!settings.enabled() || !config.rollups().enabled()) {
      run.start(topology, false, Map.of());
      return;
    }
    api = new ApiServer(settings);
    api.start();
    String advertised = api.advertised();
    run.start(topology, false, Map.of(StreamsConfig.APPLICATION_SERVER_CONFIG, advertised));
    alertTable =
        new AlertTable(
            config.topics().alerts(),
            () ->
                new KafkaConsumer<>(
                    StreamsSettings.reader(config),
                    new StringDeserializer(),
                    new ByteArrayDeserializer()));
    alertTable.start();
    api.serve(
        new StreamsCluster(
            run.streams(),
            options,
            repartitionTopic(),
            advertised,
            new Peers(settings),
            settings.patienceMs(),
            alertTable),
        clock,
        this::metrics);
  }

  private MetricSnapshots metrics() {
    List<MetricSnapshot> all = new ArrayList<>(metrics.snapshots(clock.millis()));
    all.addAll(AlertMetrics.snapshots(alertTable.all(), alerting.judged().sum()));
    all.addAll(new StreamsHealth(run.streams(), config.topics().raw()).snapshots());
    return new MetricSnapshots(all);
  }

  /** Where the HTTP API answers; null where there is none. */
  public synchronized String apiUrl() {
    return api == null ? null : api.url();
  }

  private void startTicks() {
    tickProducer =
        new KafkaProducer<>(
            StreamsSettings.ticks(config), new ByteArraySerializer(), new ByteArraySerializer());
    ticker =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, config.applicationId() + "-ticks");
              thread.setDaemon(true);
              return thread;
            });
    TickWriter writer =
        new TickWriter(tickProducer, config.topics().raw(), run::ownPartitions, clock);
    long windowMs = config.engine().windowMs();
    RulesWriter rules =
        new RulesWriter(
            tickProducer,
            config.topics().raw(),
            run::ownPartitions,
            alerting.inForce(),
            config.alertRules() == null ? null : new RulesFile(config.alertRules(), windowMs),
            windowMs,
            clock,
            notices);
    for (Runnable task : List.of(writer, rules)) {
      var unused = ticker.scheduleAtFixedRate(task, TICK_MS, TICK_MS, TimeUnit.MILLISECONDS);
    }
  }

  /** Whether all tasks are assigned, restored and processing. */
  public boolean isRunning() {
    return run.isRunning();
  }

  /**
   * Returns while all is well.
   *
   * @throws StreamFailure if the application has stopped by itself
   */
  public void check() {
    run.check();
  }

  /**
   * Waits until {@link #close}, or until the application stops by itself.
   *
   * @throws StreamFailure if it stopped by itself
   */
  public void awaitEnd() throws InterruptedException {
    run.awaitEnd();
  }

  /** Ends within 30 s, the last transaction committed. */
  @Override
  public void close() {
    closing = true;
    synchronized (this) {
      if (ticker != null) {
        ticker.shutdownNow();
        tickProducer.close(Duration.ofSeconds(2));
        ticker = null;
      }
      if (api != null) {
        api.close();
        if (alertTable != null) {
          alertTable.close();
        }
      }
      if (!run.close(CLOSE_TIMEOUT)) {
        notices.accept(
            "the streams application did not end within "
                + CLOSE_TIMEOUT.toSeconds()
                + " s; what was not committed is processed again at the next start");
      }
    }
  }

  private String repartitionTopic() {
    return config.applicationId() + '-' + StreamsTopology.FLEET + "-repartition";
  }

  private interface Question<T> {
    T ask(TopicSetup setup) throws ExecutionException, InterruptedException;
  }

  private <T> T withKafka(Question<T> question) throws InterruptedException {
    boolean told = false;
    try (Admin admin = Admin.create(StreamsSettings.admin(config))) {
      TopicSetup setup = new TopicSetup(admin, config.topics(), config.topicSettings());
      while (true) {
        try {
          return question.ask(setup);
        } catch (ExecutionException e) {
          Throwable cause = e.getCause();
          if (closing
              || !(cause instanceof TimeoutException || cause instanceof DisconnectException)) {
            throw new StreamFailure(
                "Kafka at "
                    + config.bootstrapServers()
                    + " refused to describe or create the topics: "
                    + cause.getMessage(),
                e);
          }
          if (!told) {
            told = true;
            notices.accept(
                "Kafka at "
                    + config.bootstrapServers()
                    + " cannot be reached; trying on until it answers");
          }
          Thread.sleep(RETRY_MS);
        }
      }
    } catch (KafkaException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new StreamFailure(
          "cannot use Kafka at " + config.bootstrapServers() + ": " + cause.getMessage(), e);
    }
  }
}
