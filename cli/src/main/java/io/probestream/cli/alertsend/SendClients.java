package io.probestream.cli.alertsend;

import io.probestream.cli.Failure;
import io.probestream.cli.KafkaOptions;
import io.probestream.cli.results.KafkaFailures;
import io.probestream.cli.results.TopicTail;
import io.probestream.schemas.Json;
import io.probestream.schemas.Topics;
import io.probestream.schemas.alert.AlertDelivery;
import io.probestream.streams.topology.StreamConfig.TopicSettings;
import io.probestream.streams.topology.TopicSetup;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The sender's ways to Kafka. */
final class SendClients {
  private static final TopicSettings TOPICS =
      new TopicSettings(1, (short) -1, TimeUnit.DAYS.toMillis(1), TimeUnit.DAYS.toMillis(7));

  private final KafkaOptions kafka;
  private final SendSettings settings;

  SendClients(KafkaOptions kafka, SendSettings settings) {
    this.kafka = kafka;
    this.settings = settings;
  }

  String brokers() {
    return kafka.bootstrapServers();
  }

  /**
   * Creates the sender's own topics where they are missing.
   *
   * @throws Failure if the alerts' topic does not exist, or no broker answers
   */
  void checkTopics() throws InterruptedException {
    Properties p = kafka.clientProperties();
    p.put("default.api.timeout.ms", KafkaFailures.PATIENCE_MS);
    p.put("request.timeout.ms", KafkaFailures.PATIENCE_MS / 2);
    p.putIfAbsent("reconnect.backoff.max.ms", "1000");
    Topics topics = settings.topics();
    try (Admin admin = Admin.create(p)) {
      TopicSetup setup = new TopicSetup(admin, topics, TOPICS);
      if (setup.partitions(topics.alerts()) == 0) {
        throw new Failure(
            "Kafka at "
                + brokers()
                + " has no topic "
                + topics.alerts()
                + "; 'probestream stream' creates it, and --topic-prefix names another set");
      }
      setup.createMissing(List.of(topics.alertsSent(), topics.alertsDead()));
    } catch (KafkaException e) {
      throw KafkaFailures.of(e, brokers());
    } catch (ExecutionException e) {
      throw e.getCause() instanceof KafkaException k
          ? KafkaFailures.of(k, brokers())
          : new Failure("cannot use Kafka at " + brokers() + ": " + e.getCause().getMessage(), e);
    }
  }

  private Properties properties() {
    Properties p = kafka.clientProperties();
    p.putIfAbsent(CommonClientConfigs.CLIENT_ID_CONFIG, "probestream-alert-send");
    p.putIfAbsent(CommonClientConfigs.ENABLE_METRICS_PUSH_CONFIG, "false");
    p.putIfAbsent(CommonClientConfigs.RECONNECT_BACKOFF_MAX_MS_CONFIG, "1000");
    return p;
  }

  /** A member of the senders' group that reads only what is committed. */
  KafkaConsumer<byte[], byte[]> consumer() {
    Properties p = properties();
    // A sender that died is replaced after this; 45 s by default.
    p.putIfAbsent(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, "10000");
    p.putIfAbsent(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, "2000");
    // Nothing is committed: the topic is read whole by whoever becomes active.
    p.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
    p.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    p.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
    p.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    p.put(ConsumerConfig.GROUP_ID_CONFIG, settings.groupId());
    p.put(ConsumerConfig.GROUP_PROTOCOL_CONFIG, "classic");
    p.put(ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, OneActiveAssignor.class.getName());
    try {
      return new KafkaConsumer<>(p, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    } catch (KafkaException e) {
      throw KafkaFailures.of(e, brokers());
    }
  }

  Outbox outbox() {
    Properties p = properties();
    p.putIfAbsent(ProducerConfig.LINGER_MS_CONFIG, "5");
    p.putIfAbsent(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
    p.put(ProducerConfig.ACKS_CONFIG, "all");
    p.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true");
    p.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Integer.toString(Integer.MAX_VALUE));
    p.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, "2000");
    try {
      return new Outbox(
          new KafkaProducer<>(p, new ByteArraySerializer(), new ByteArraySerializer()),
          settings.topics());
    } catch (KafkaException e) {
      throw KafkaFailures.of(e, brokers());
    }
  }

  /** What each receiver was told, by its name: the whole topic. */
  Map<String, Ledger> ledgers() {
    Map<String, AlertDelivery> last = new HashMap<>();
    String topic = settings.topics().alertsSent();
    try (TopicTail tail = TopicTail.open(kafka, List.of(topic))) {
      tail.seekToTime(0);
      tail.drain(
          record -> {
            String key = new String(record.key(), StandardCharsets.UTF_8);
            if (record.value() == null) {
              last.remove(key);
            } else {
              last.put(key, Json.read(record.value(), AlertDelivery.class));
            }
          });
    }
    Map<String, Ledger> ledgers = new HashMap<>();
    settings.receivers().forEach(r -> ledgers.put(r.name(), new Ledger(r.name())));
    last.values().stream()
        .filter(delivery -> ledgers.containsKey(delivery.receiver()))
        .forEach(delivery -> ledgers.get(delivery.receiver()).restore(delivery));
    return ledgers;
  }
}
