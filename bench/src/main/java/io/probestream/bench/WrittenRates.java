package io.probestream.bench;

import io.probestream.cli.Failure;
import io.probestream.schemas.Json;
import io.probestream.schemas.window.RateWindow;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** What is committed to a topic of rates from now on. */
final class WrittenRates implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final KafkaConsumer<byte[], byte[]> consumer;

  WrittenRates(String bootstrap, String topic) {
    consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", bootstrap, "isolation.level", "read_committed"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    List<TopicPartition> partitions =
        consumer.partitionsFor(topic).stream()
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToEnd(partitions);
    partitions.forEach(consumer::position);
  }

  /** Waits until the windows hold so many events, and throws if they hold others. */
  void await(long events) {
    long deadlineNs = System.nanoTime() + PATIENCE.toNanos();
    long found = 0;
    while (found < events && System.nanoTime() < deadlineNs) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
        found += Json.read(record.value(), RateWindow.class).count();
      }
    }
    if (found != events) {
      throw new Failure("the windows hold " + found + " events where " + events + " are");
    }
  }

  @Override
  public void close() {
    consumer.close();
  }
}
