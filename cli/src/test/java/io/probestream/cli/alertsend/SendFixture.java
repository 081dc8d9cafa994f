package io.probestream.cli.alertsend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.probestream.cli.KafkaOptions;
import io.probestream.cli.broker.BrokerOptions;
import io.probestream.cli.broker.EmbeddedBroker;
import io.probestream.cli.results.TopicTail;
import io.probestream.schemas.Json;
import io.probestream.schemas.Topics;
import io.probestream.schemas.alert.Alert;
import io.probestream.schemas.config.ConfigFile;
import io.probestream.schemas.config.Overrides;
import io.probestream.streams.topology.StreamConfig.TopicSettings;
import io.probestream.streams.topology.TopicSetup;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A broker, topics of one test, alerts into them, and senders in this process. */
final class SendFixture implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofSeconds(60);
  static final int PARTITIONS = 3;

  final EmbeddedBroker broker;
  private final KafkaProducer<byte[], byte[]> producer;

  SendFixture(Path directory) {
    broker =
        EmbeddedBroker.start(
            BrokerOptions.in(directory.resolve("kafka"))
                .with("group.min.session.timeout.ms", "1000"));
    producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", broker.bootstrapServers(), "linger.ms", "5"),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  Topics topics(String prefix) throws Exception {
    Topics topics = new Topics(prefix + '.');
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
      new TopicSetup(admin, topics, new TopicSettings(PARTITIONS, (short) 1, -1, -1))
          .createMissing(List.of(topics.alerts(), topics.alertsSent(), topics.alertsDead()));
    }
    return topics;
  }

  /** On its way; {@link #flush} waits until it is there. */
  void put(Topics topics, Alert alert) {
    send(topics, alert.fingerprint(), Json.bytes(alert));
  }

  void gone(Topics topics, String fingerprint) {
    send(topics, fingerprint, null);
  }

  private void send(Topics topics, String fingerprint, byte[] value) {
    byte[] key = fingerprint.getBytes(StandardCharsets.UTF_8);
    var unused = producer.send(new ProducerRecord<>(topics.alerts(), key, value));
  }

  void flush() {
    producer.flush();
  }

  /** A sender in a thread of its own, with a file's text. */
  final class Running implements AutoCloseable {
    final List<String> said = new CopyOnWriteArrayList<>();
    final SendMetrics metrics;
    private final Sender sender;
    private final Thread thread;
    private final AtomicReference<Throwable> failure = new AtomicReference<>();

    Running(Topics topics, Supplier<Now> clock, String yaml) throws InterruptedException {
      SendSettings settings =
          SendSettings.read(
              ConfigFile.parse(
                  "test.yaml",
                  yaml,
                  Overrides.of(Map.of("topicPrefix", topics.prefix()), Map.of(), "")),
              List.of(),
              List.of());
      SendClients clients =
          new SendClients(
              KafkaOptions.of(broker.bootstrapServers(), topics.prefix())
                  .over(null, settings.kafka()),
              settings);
      clients.checkTopics();
      metrics = new SendMetrics(settings);
      sender = new Sender(settings, clients, metrics, said::add, clock);
      thread = new Thread(this::run, "sender");
      thread.start();
    }

    private void run() {
      try {
        sender.run();
      } catch (InterruptedException | RuntimeException e) {
        failure.set(e);
      }
    }

    void awaitDelivering() {
      await().atMost(PATIENCE).until(() -> says("delivering"));
    }

    boolean says(String part) {
      return said.stream().anyMatch(s -> s.contains(part));
    }

    OutletCounts.Snapshot counts(String receiver) {
      return metrics.of(receiver).snapshot();
    }

    @Override
    public void close() {
      sender.stop();
      await().atMost(PATIENCE).until(() -> !thread.isAlive());
      assertThat(failure.get()).isNull();
    }
  }

  Running start(Topics topics, String... yaml) throws InterruptedException {
    return new Running(topics, Now::read, String.join("\n", yaml));
  }

  Running startAt(Supplier<Now> clock, Topics topics, String... yaml) throws InterruptedException {
    return new Running(topics, clock, String.join("\n", yaml));
  }

  /** Every record of a topic. */
  List<ConsumerRecord<byte[], byte[]>> read(String topic) {
    List<ConsumerRecord<byte[], byte[]>> all = new ArrayList<>();
    try (TopicTail tail =
        TopicTail.open(KafkaOptions.of(broker.bootstrapServers(), ""), List.of(topic))) {
      tail.seekToTime(0);
      tail.drain(all::add);
    }
    return all;
  }

  @Override
  public void close() {
    producer.close();
    broker.close();
  }
}
