package io.probestream.cli.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.probestream.cli.stream.ReadTopic;
import io.probestream.schemas.Topics;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * A copy of the raw topic, record by record and offset by offset, for an application that nobody
 * disturbs.
 */
record Undisturbed(Topics topics) {
  static Undisturbed copyOf(String bootstrap, Topics original) throws Exception {
    Topics copy = new Topics("undisturbed.");
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
      admin
          .createTopics(
              List.of(new NewTopic(copy.raw(), Optional.of(Site.PARTITIONS), Optional.empty())))
          .all()
          .get();
    }
    List<ConsumerRecord<byte[], byte[]>> all = ReadTopic.bytes(bootstrap, original.raw());
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", bootstrap, "compression.type", "lz4"),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      for (ConsumerRecord<byte[], byte[]> r : all) {
        sent.add(
            producer.send(
                new ProducerRecord<>(
                    copy.raw(), r.partition(), r.timestamp(), r.key(), r.value(), r.headers())));
      }
    }
    for (int i = 0; i < all.size(); i++) {
      // Results name offsets: they must be the same.
      assertThat(sent.get(i).get().offset()).isEqualTo(all.get(i).offset());
    }
    return new Undisturbed(copy);
  }
}
