package io.probestream.cli.truth;

import io.probestream.schemas.Json;
import io.probestream.schemas.Topics;
import io.probestream.schemas.raw.RawMeta;
import io.probestream.schemas.raw.Tick;
import java.util.Properties;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Ends what hosts have open, as the log says it. */
final class Silence {
  private Silence() {}

  /** Two ticks, a minute apart by what they say: the hosts are silent. */
  static void of(String bootstrapServers, Topics topics, int partitions) throws Exception {
    Properties p = new Properties();
    p.setProperty(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    long nowMs = System.currentTimeMillis();
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(p, new ByteArraySerializer(), new ByteArraySerializer())) {
      for (int partition = 0; partition < partitions; partition++) {
        for (long timeMs : new long[] {nowMs - 60_000, nowMs}) {
          producer
              .send(
                  new ProducerRecord<>(
                      topics.raw(),
                      partition,
                      timeMs,
                      null,
                      Json.bytes(new Tick(timeMs)),
                      RawMeta.tick().toHeaders()))
              .get();
        }
      }
    }
  }
}
