package io.probestream.cli.replay;

import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A producer for raw records, with what {@link io.probestream.cli.KafkaOptions} says on top. */
public final class ReplayProducer {
  private ReplayProducer() {}

  /** Idempotent by default, so that records of a session arrive once and in order. */
  public static Producer<byte[], byte[]> create(Properties clientProperties) {
    Properties all = new Properties();
    all.putAll(
        Map.of(
            ProducerConfig.ACKS_CONFIG, "all",
            ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4",
            ProducerConfig.LINGER_MS_CONFIG, "5",
            ProducerConfig.BATCH_SIZE_CONFIG, "262144",
            ProducerConfig.MAX_BLOCK_MS_CONFIG, "20000",
            ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, "120000",
            ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, "15000"));
    all.putAll(clientProperties);
    return new KafkaProducer<>(all, new ByteArraySerializer(), new ByteArraySerializer());
  }
}
