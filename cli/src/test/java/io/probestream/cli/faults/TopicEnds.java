package io.probestream.cli.faults;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** How far topics reach, and how far an application has come in them. */
final class TopicEnds {
  private TopicEnds() {}

  private static KafkaConsumer<byte[], byte[]> consumer(String bootstrap) {
    return new KafkaConsumer<>(
        Map.of("bootstrap.servers", bootstrap, "isolation.level", "read_committed"),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer());
  }

  private static List<TopicPartition> partitions(
      KafkaConsumer<byte[], byte[]> consumer, String topic) {
    return consumer.partitionsFor(topic).stream()
        .map(info -> new TopicPartition(topic, info.partition()))
        .toList();
  }

  /** Sum of the committed ends of a topic's partitions. */
  static long of(String bootstrap, String topic) {
    try (KafkaConsumer<byte[], byte[]> consumer = consumer(bootstrap)) {
      return consumer.endOffsets(partitions(consumer, topic)).values().stream()
          .mapToLong(Long::longValue)
          .sum();
    }
  }

  /** Whether a group has committed every record of these topics; control records do not count. */
  static boolean isProcessed(String bootstrap, String group, List<String> topics)
      throws InterruptedException {
    Map<TopicPartition, OffsetAndMetadata> committed = committed(bootstrap, group);
    try (KafkaConsumer<byte[], byte[]> consumer = consumer(bootstrap)) {
      for (String topic : topics) {
        Map<TopicPartition, Long> behindLast = behindLastRecord(consumer, topic);
        for (Map.Entry<TopicPartition, Long> e : behindLast.entrySet()) {
          OffsetAndMetadata at = committed.get(e.getKey());
          if (e.getValue() > 0 && (at == null || at.offset() < e.getValue())) {
            return false;
          }
        }
      }
      return true;
    }
  }

  private static Map<TopicPartition, OffsetAndMetadata> committed(String bootstrap, String group)
      throws InterruptedException {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
      return admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get();
    } catch (ExecutionException e) {
      return Map.of(); // no such group yet
    }
  }

  private static Map<TopicPartition, Long> behindLastRecord(
      KafkaConsumer<byte[], byte[]> consumer, String topic) {
    List<TopicPartition> partitions = partitions(consumer, topic);
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    Map<TopicPartition, Long> behind = new HashMap<>();
    while (ends.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
      for (ConsumerRecord<byte[], byte[]> r : consumer.poll(Duration.ofMillis(100))) {
        behind.put(new TopicPartition(topic, r.partition()), r.offset() + 1);
      }
    }
    return behind;
  }
}
