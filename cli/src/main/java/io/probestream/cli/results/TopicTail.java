package io.probestream.cli.results;

import io.probestream.cli.Failure;
import io.probestream.cli.KafkaOptions;
import io.probestream.cli.text.Units;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads whole topics from a moment on: a plain consumer of all their partitions, without a group,
 * that sees only committed records. Not thread-safe.
 */
public final class TopicTail implements AutoCloseable {
  private final String bootstrap;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final List<TopicPartition> partitions = new ArrayList<>();
  private Map<TopicPartition, Long> ends = Map.of();

  private TopicTail(String bootstrap, KafkaConsumer<byte[], byte[]> consumer) {
    this.bootstrap = bootstrap;
    this.consumer = consumer;
  }

  /**
   * Connects, finds the partitions of {@code topics} and goes to their ends.
   *
   * @throws Failure if no broker answers within 8 s, or a topic does not exist
   */
  public static TopicTail open(KafkaOptions kafka, List<String> topics) {
    return open(kafka, tail -> tail.addAll(topics));
  }

  /**
   * The same for the one partition of {@code topic} where a producer puts records with that key.
   *
   * @throws Failure if no broker answers within 8 s, or the topic does not exist
   */
  public static TopicTail openKey(KafkaOptions kafka, String topic, String key) {
    byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
    return open(
        kafka,
        tail -> {
          int count = tail.found(topic).size();
          int partition = BuiltInPartitioner.partitionForKey(bytes, count);
          tail.partitions.add(new TopicPartition(topic, partition));
        });
  }

  private static TopicTail open(KafkaOptions kafka, Consumer<TopicTail> add) {
    String bootstrap = kafka.bootstrapServers();
    KafkaConsumer<byte[], byte[]> consumer = consumer(kafka);
    TopicTail tail = new TopicTail(bootstrap, consumer);
    try {
      add.accept(tail);
      consumer.assign(tail.partitions);
      tail.seekToEnd();
      return tail;
    } catch (KafkaException e) {
      tail.close();
      throw KafkaFailures.of(e, bootstrap);
    } catch (Failure e) {
      tail.close();
      throw e;
    }
  }

  /** A consumer without a group that sees only committed records. */
  static KafkaConsumer<byte[], byte[]> consumer(KafkaOptions kafka) {
    Properties p = kafka.clientProperties();
    p.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    p.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
    p.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
    p.putIfAbsent(ConsumerConfig.ENABLE_METRICS_PUSH_CONFIG, "false");
    // Where retention was faster than this reader, it goes on with what is left.
    p.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    p.putIfAbsent(
        ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, Integer.toString(KafkaFailures.PATIENCE_MS));
    // A broker that never comes is looked for once per second, not in a tight loop.
    p.putIfAbsent(ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, "1000");
    try {
      return new KafkaConsumer<>(p, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    } catch (KafkaException e) {
      throw KafkaFailures.of(e, kafka.bootstrapServers());
    }
  }

  private void addAll(List<String> topics) {
    for (String topic : topics) {
      found(topic).forEach(p -> partitions.add(new TopicPartition(topic, p.partition())));
    }
  }

  private List<PartitionInfo> found(String topic) {
    List<PartitionInfo> found = consumer.partitionsFor(topic);
    if (found == null || found.isEmpty()) {
      throw new Failure(
          "Kafka at "
              + bootstrap
              + " has no topic "
              + topic
              + "; 'probestream stream' creates it, and --topic-prefix names another set");
    }
    return found;
  }

  /** Goes to the first records at or after a wall-clock time. */
  public void seekToTime(long sinceMs) {
    guarded(
        () -> {
          ends = consumer.endOffsets(partitions);
          Map<TopicPartition, Long> wanted = new HashMap<>();
          partitions.forEach(p -> wanted.put(p, Math.max(0, sinceMs)));
          Map<TopicPartition, OffsetAndTimestamp> found = consumer.offsetsForTimes(wanted);
          for (TopicPartition p : partitions) {
            OffsetAndTimestamp at = found.get(p);
            consumer.seek(p, at == null ? ends.get(p) : at.offset());
          }
        });
  }

  /** Goes to the ends: only what comes from now on is read. */
  public void seekToEnd() {
    guarded(
        () -> {
          ends = consumer.endOffsets(partitions);
          ends.forEach(consumer::seek);
        });
  }

  /** How many records lie between here and the ends as they were at the last seek. */
  public long remaining() {
    long[] sum = {0};
    guarded(() -> ends.forEach((p, end) -> sum[0] += Math.max(0, end - consumer.position(p))));
    return sum[0];
  }

  /** Hands over what is there, waiting at most {@code patience}; returns how many records. */
  public int poll(Duration patience, Consumer<ConsumerRecord<byte[], byte[]>> sink) {
    int[] count = {0};
    guarded(
        () -> {
          ConsumerRecords<byte[], byte[]> records = consumer.poll(patience);
          records.forEach(sink);
          count[0] = records.count();
        });
    return count[0];
  }

  /**
   * Hands over everything up to the ends as they were at the last seek.
   *
   * @throws Failure if nothing comes for 8 s although there is more
   */
  public void drain(Consumer<ConsumerRecord<byte[], byte[]>> sink) {
    long before = remaining();
    long progressNs = System.nanoTime();
    while (before > 0) {
      poll(Duration.ofMillis(100), sink);
      long after = remaining();
      if (after < before) {
        progressNs = System.nanoTime();
      } else if (System.nanoTime() - progressNs > KafkaFailures.PATIENCE_MS * 1_000_000L) {
        throw new Failure(
            "Kafka at "
                + bootstrap
                + " stopped answering with "
                + Units.count(after, "record")
                + " still to read; see whether it runs, and try again");
      }
      before = after;
    }
  }

  private void guarded(Runnable call) {
    try {
      call.run();
    } catch (KafkaException e) {
      throw KafkaFailures.of(e, bootstrap);
    }
  }

  @Override
  public void close() {
    consumer.close(CloseOptions.timeout(Duration.ofSeconds(1)));
  }
}
