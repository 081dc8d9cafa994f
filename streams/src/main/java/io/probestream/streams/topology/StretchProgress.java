package io.probestream.streams.topology;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Whether a run over a stretch has processed and committed all of it: first the raw records, then
 * what they put into the internal topic, then the merged windows that wait for the clock.
 */
final class StretchProgress {
  private static final Duration PATIENCE = Duration.ofMillis(500);

  private final Admin admin;
  private final StreamConfig config;
  private final Stretch stretch;
  private final Map<Integer, Long> begins;

  StretchProgress(Admin admin, StreamConfig config, Stretch stretch, Map<Integer, Long> begins) {
    this.admin = admin;
    this.config = config;
    this.stretch = stretch;
    this.begins = begins;
  }

  /** How many offsets of the raw topic are committed. */
  long committed() throws ExecutionException, InterruptedException {
    Map<TopicPartition, OffsetAndMetadata> all = offsets();
    long sum = 0;
    for (Map.Entry<Integer, Long> end : stretch.ends().entrySet()) {
      long at = committed(all, config.topics().raw(), end.getKey(), begins.get(end.getKey()));
      sum += Math.max(0, Math.min(at, end.getValue()) - begins.get(end.getKey()));
    }
    return sum;
  }

  boolean isDone(int fleetPartitions) throws ExecutionException, InterruptedException {
    Map<TopicPartition, OffsetAndMetadata> before = offsets();
    for (Map.Entry<Integer, Long> end : stretch.ends().entrySet()) {
      int partition = end.getKey();
      long at = committed(before, config.topics().raw(), partition, begins.get(partition));
      if (!isRead(new TopicPartition(config.topics().raw(), partition), at, end.getValue())) {
        return false;
      }
    }
    String fleet = config.applicationId() + '-' + StreamsTopology.FLEET + "-repartition";
    Map<Integer, Long> ends = RawOffsets.ask(admin, fleet, fleetPartitions, OffsetSpec.latest());
    Map<TopicPartition, OffsetAndMetadata> all = offsets();
    for (Map.Entry<Integer, Long> end : ends.entrySet()) {
      long at = committed(all, fleet, end.getKey(), 0);
      if (!isRead(new TopicPartition(fleet, end.getKey()), at, end.getValue())) {
        return false;
      }
    }
    return stretch.unsent() == 0;
  }

  private Map<TopicPartition, OffsetAndMetadata> offsets()
      throws ExecutionException, InterruptedException {
    return admin
        .listConsumerGroupOffsets(config.applicationId())
        .partitionsToOffsetAndMetadata()
        .get();
  }

  private static long committed(
      Map<TopicPartition, OffsetAndMetadata> all, String topic, int partition, long none) {
    OffsetAndMetadata at = all.get(new TopicPartition(topic, partition));
    return at == null ? none : at.offset();
  }

  /** Transaction markers take offsets, too: what is left may be no records at all. */
  private boolean isRead(TopicPartition partition, long at, long end) {
    if (at >= end) {
      return true;
    }
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            StreamsSettings.reader(config),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      consumer.assign(List.of(partition));
      consumer.seek(partition, at);
      return consumer.poll(PATIENCE).isEmpty() && consumer.position(partition) >= end;
    }
  }
}
