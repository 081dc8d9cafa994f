package io.probestream.cli.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.probestream.schemas.Json;
import io.probestream.schemas.Topics;
import io.probestream.schemas.config.ConfigFile;
import io.probestream.schemas.config.Overrides;
import io.probestream.schemas.raw.RawMeta;
import io.probestream.schemas.raw.Tick;
import io.probestream.streams.topology.StreamConfig;
import io.probestream.streams.topology.StreamsService;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Where one round takes place: processes, a broker behind links, and the topics. Random choices of
 * the round come from its seed. One thread.
 */
final class Site implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofMinutes(5);
  static final int PARTITIONS = 2;

  /** After so long without a record a host is silent. */
  private static final long SILENCE_MS = 3_000;

  private static final String APPLICATION = "disturbed";

  final Path dir;
  final Random random;
  final Tally tally;
  final Topics topics = Topics.standard();
  final Children children;
  final Broker broker;
  private final Map<String, Child> instances = new LinkedHashMap<>();
  private final int standbys;
  private int stateDirs;
  private boolean closed;

  private Site(
      Path dir, Random random, Tally tally, Children children, Broker broker, int standbys) {
    this.dir = dir;
    this.random = random;
    this.tally = tally;
    this.children = children;
    this.broker = broker;
    this.standbys = standbys;
  }

  /**
   * A site with a broker that serves, and all topics.
   *
   * @param brokerDir where the broker keeps its logs
   * @param standbys standby replicas of the streams instances
   */
  static Site open(Path dir, Path brokerDir, Random random, Tally tally, int standbys)
      throws Exception {
    Children children = new Children(dir);
    try {
      Broker broker = Broker.start(children, brokerDir);
      Site site = new Site(dir, random, tally, children, broker, standbys);
      try (StreamsService service =
          new StreamsService(
              site.config(site.settings(broker.direct(), site.topics, APPLICATION, "setup")),
              sentence -> {})) {
        assertThat(service.createTopics()).hasSameSizeAs(site.topics.all());
      }
      return site;
    } catch (Exception | AssertionError e) {
      children.close();
      throw e;
    }
  }

  private StreamConfig config(Map<String, String> settings) {
    return StreamConfig.read(ConfigFile.empty("faults", Overrides.of(settings, Map.of(), "")));
  }

  private Map<String, String> settings(
      String bootstrap, Topics names, String application, String instance) {
    Map<String, String> s = new LinkedHashMap<>();
    s.put("kafka.bootstrapServers", bootstrap);
    s.put("topicPrefix", names.prefix());
    s.put("applicationId", application);
    s.put("instanceId", instance);
    s.put("stateDir", dir.resolve("state-" + application + "-" + instance).toString());
    s.put("silence", SILENCE_MS + "ms");
    s.put("commitInterval", "100ms");
    s.put("ticks", "false");
    s.put("topics.partitions", Integer.toString(PARTITIONS));
    s.put("topics.replication", "1");
    return s;
  }

  /** Starts a streams process, on its own state directory or, if {@code fresh}, on an empty one. */
  void startStreams(String instance, boolean ticks, boolean fresh) throws IOException {
    Map<String, String> s = settings(broker.forStreams(), topics, APPLICATION, instance);
    s.put("ticks", Boolean.toString(ticks));
    if (fresh) {
      stateDirs++;
    }
    s.put("stateDir", dir.resolve("state-" + instance + "-" + stateDirs).toString());
    List<String> command = new ArrayList<>(List.of("stream"));
    s.forEach((key, value) -> command.addAll(List.of("--set", key + '=' + value)));
    command.addAll(List.of("-X", "num.standby.replicas=" + standbys));
    instances.put(instance, children.probestream("stream-" + instance, command));
  }

  Child streams(String instance) {
    return instances.get(instance);
  }

  List<String> instances() {
    return List.copyOf(instances.keySet());
  }

  /** SIGKILL of a streams process, which then is no instance any more. */
  void killStreams(String instance) throws InterruptedException {
    instances.remove(instance).kill();
  }

  /** SIGTERM of a streams process. */
  void stopStreams(String instance) throws InterruptedException {
    instances.remove(instance).stop();
  }

  void stopAllStreams() throws InterruptedException {
    for (String instance : instances()) {
      stopStreams(instance);
    }
  }

  /** Notes a fault, for the table and for the log of a round that fails. */
  void inject(String fault) {
    tally.injected(fault);
    System.out.println("faults:   " + fault);
  }

  /**
   * What a supervisor does: a streams process that ended by itself, which it does after several
   * failures in a row, is started again.
   */
  void revive() throws IOException {
    for (Map.Entry<String, Child> e : List.copyOf(instances.entrySet())) {
      if (!e.getValue().isAlive()) {
        System.out.println("faults:   ended by itself: " + e.getValue().said());
        tally.injected("(streams ended by themselves, restarted)");
        startStreams(e.getKey(), true, false);
      }
    }
  }

  /** Records committed of the results, as a measure of progress. */
  long progress() {
    return TopicEnds.of(broker.direct(), topics.rates());
  }

  /** Waits until the streams side has written something new, or has nothing left to work on. */
  void awaitProgress() {
    long before = progress();
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(200))
        .until(
            () -> {
              revive();
              return progress() > before || isProcessed(topics.raw());
            });
  }

  private boolean isProcessed(String topic) throws InterruptedException {
    return TopicEnds.isProcessed(broker.direct(), APPLICATION, List.of(topic));
  }

  /** Lets a random time pass, which decides the moment of the next fault or how long one lasts. */
  void pause(int fromMs, int toMs) throws InterruptedException {
    Thread.sleep(fromMs + random.nextInt(toMs - fromMs));
  }

  /** A producer that reaches the broker directly. */
  KafkaProducer<byte[], byte[]> producer() {
    return new KafkaProducer<>(
        Map.of("bootstrap.servers", broker.direct(), "compression.type", "lz4"),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }

  /** Ticks by which every host is silent and every window has passed. */
  void endTicks() throws ExecutionException, InterruptedException {
    long nowMs = System.currentTimeMillis();
    try (KafkaProducer<byte[], byte[]> producer = producer()) {
      for (long timeMs : new long[] {nowMs, nowMs + 2 * SILENCE_MS, nowMs + 10 * SILENCE_MS}) {
        for (int partition = 0; partition < PARTITIONS; partition++) {
          byte[] value = Json.bytes(new Tick(timeMs));
          producer
              .send(
                  new ProducerRecord<>(
                      topics.raw(), partition, timeMs, null, value, RawMeta.tick().toHeaders()))
              .get();
        }
      }
    }
  }

  /**
   * Lets the disturbed application come to its end, runs another one over the same raw topic
   * without any disturbance, and compares.
   *
   * @return the results, which both have
   */
  Outcome settle() throws Exception {
    stopAllStreams();
    endTicks();
    startStreams("last", false, random.nextBoolean());
    Undisturbed undisturbed = Undisturbed.copyOf(broker.direct(), topics);
    try (StreamsService service =
        new StreamsService(
            config(settings(broker.direct(), undisturbed.topics(), "undisturbed", "u")),
            sentence -> {})) {
      service.start();
      awaitDone("undisturbed", undisturbed.topics(), service::check);
    }
    awaitDone(
        APPLICATION,
        topics,
        () -> assertThat(streams("last").isAlive()).as(() -> children.said()).isTrue());
    stopStreams("last");
    Outcome expected = Outcome.of(broker.direct(), undisturbed.topics());
    Outcome actual = Outcome.of(broker.direct(), topics);
    assertThat(expected.unfinished()).isEmpty();
    assertThat(actual.firstDifference(expected)).isNull();
    return actual;
  }

  private void awaitDone(String application, Topics names, Runnable check) {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(300))
        .until(
            () -> {
              check.run();
              return TopicEnds.isProcessed(
                  broker.direct(),
                  application,
                  List.of(names.raw(), application + "-fleet-repartition"));
            });
  }

  @Override
  public void close() throws IOException {
    if (!closed) {
      closed = true;
      children.close();
      broker.close();
    }
  }
}
