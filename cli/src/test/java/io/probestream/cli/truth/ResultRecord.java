package io.probestream.cli.truth;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;

/** A record of a result topic, with all that must be the same when it is made again. */
record ResultRecord(
    String topic, String key, String value, long timestampMs, List<String> headers) {

  private static ResultRecord of(ConsumerRecord<String, String> r) {
    List<String> headers =
        StreamSupport.stream(r.headers().spliterator(), false)
            .map(h -> h.key() + "=" + new String(h.value(), StandardCharsets.UTF_8))
            .toList();
    return new ResultRecord(r.topic(), r.key(), r.value(), r.timestamp(), headers);
  }

  /** Every committed record of the topics, in the order of each partition. */
  static List<ResultRecord> readAll(String bootstrap, List<String> topics) {
    Properties p = new Properties();
    p.setProperty(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
    p.setProperty(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    p.setProperty(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
    List<ResultRecord> all = new ArrayList<>();
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(p, new StringDeserializer(), new StringDeserializer())) {
      List<TopicPartition> partitions =
          topics.stream()
              .flatMap(t -> consumer.partitionsFor(t).stream())
              .map(i -> new TopicPartition(i.topic(), i.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      var ends = consumer.endOffsets(partitions);
      while (ends.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
        consumer.poll(java.time.Duration.ofMillis(100)).forEach(r -> all.add(of(r)));
      }
    }
    return all;
  }
}
