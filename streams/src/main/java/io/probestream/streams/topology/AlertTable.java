package io.probestream.streams.topology;

import io.probestream.schemas.Json;
import io.probestream.schemas.alert.Alert;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The alerts of the whole application as they stand, read from their compacted topic by a thread of
 * its own. Each instance has all of them, whoever judges them, and while partitions move. Bounded
 * by the rules' limits on groups. Thread-safe.
 */
final class AlertTable implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AlertTable.class);
  private static final Duration POLL = Duration.ofMillis(500);
  private static final long RETRY_MS = 1_000;

  private final String topic;
  private final Supplier<Consumer<String, byte[]>> consumers;
  private final Thread thread;
  private final Map<String, Alert> alerts = new ConcurrentHashMap<>();
  private volatile boolean isWhole;
  private volatile boolean closing;

  /**
   * @param consumers makes one of committed records
   */
  AlertTable(String topic, Supplier<Consumer<String, byte[]>> consumers) {
    this.topic = topic;
    this.consumers = consumers;
    thread = new Thread(this::run, "probestream-alert-table");
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  /** All alerts that are not gone; null while they are still being read. */
  Collection<Alert> all() {
    return isWhole ? List.copyOf(alerts.values()) : null;
  }

  private void run() {
    while (!closing) {
      try (Consumer<String, byte[]> consumer = consumers.get()) {
        follow(consumer);
      } catch (InterruptException | WakeupException e) {
        return;
      } catch (KafkaException e) {
        isWhole = false;
        LOG.warn("{} cannot be read: {}; it is tried again", topic, e.getMessage());
        pause();
      }
    }
  }

  private void follow(Consumer<String, byte[]> consumer) {
    List<TopicPartition> partitions =
        consumer.partitionsFor(topic).stream()
            .map(p -> new TopicPartition(topic, p.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    alerts.clear();
    while (!closing) {
      for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
        take(record);
      }
      if (!isWhole) {
        isWhole =
            ends.entrySet().stream()
                .allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
      }
    }
  }

  private void take(ConsumerRecord<String, byte[]> record) {
    if (record.value() == null) {
      alerts.remove(record.key());
      return;
    }
    try {
      alerts.put(record.key(), Json.read(record.value(), Alert.class));
    } catch (IllegalArgumentException e) {
      LOG.warn("a record of {} at offset {} is none: {}", topic, record.offset(), e.getMessage());
    }
  }

  private void pause() {
    try {
      Thread.sleep(RETRY_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      closing = true;
    }
  }

  @Override
  public void close() {
    closing = true;
    thread.interrupt();
  }
}
