package io.probestream.cli.stream;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Reads what is committed of a topic, each partition in its order. */
public final class ReadTopic {
  private ReadTopic() {}

  public static List<ConsumerRecord<String, byte[]>> all(String bootstrap, String topic) {
    return read(bootstrap, topic, new StringDeserializer());
  }

  /** With keys that may be anything. */
  public static List<ConsumerRecord<byte[], byte[]>> bytes(String bootstrap, String topic) {
    return read(bootstrap, topic, new ByteArrayDeserializer());
  }

  private static <K> List<ConsumerRecord<K, byte[]>> read(
      String bootstrap, String topic, Deserializer<K> keys) {
    Map<String, Object> p =
        Map.of("bootstrap.servers", bootstrap, "isolation.level", "read_committed");
    List<ConsumerRecord<K, byte[]>> all = new ArrayList<>();
    try (KafkaConsumer<K, byte[]> consumer =
        new KafkaConsumer<>(p, keys, new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(info -> new TopicPartition(topic, info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (ends.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
        consumer.poll(Duration.ofMillis(200)).forEach(all::add);
      }
    }
    return all;
  }
}
