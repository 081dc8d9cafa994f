package io.probestream.streams.topology;

import io.probestream.schemas.Json;
import io.probestream.schemas.raw.RawMeta;
import io.probestream.schemas.raw.Tick;
import java.time.Clock;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the passing of wall-clock time into the raw partitions that this instance works on. Not
 * part of any transaction: a tick that is lost, late or doubled only moves the moment at which
 * silence is seen.
 */
final class TickWriter implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(TickWriter.class);

  private final Producer<byte[], byte[]> producer;
  private final String rawTopic;
  private final Supplier<Set<Integer>> ownPartitions;
  private final Clock clock;
  private final AtomicLong failed = new AtomicLong();

  TickWriter(
      Producer<byte[], byte[]> producer,
      String rawTopic,
      Supplier<Set<Integer>> ownPartitions,
      Clock clock) {
    this.producer = producer;
    this.rawTopic = rawTopic;
    this.ownPartitions = ownPartitions;
    this.clock = clock;
  }

  /** Writes one tick to each partition; never throws, so that it can be scheduled. */
  @Override
  public void run() {
    try {
      for (int partition : ownPartitions.get()) {
        write(partition);
      }
    } catch (RuntimeException e) {
      failed(e);
    }
  }

  private void write(int partition) {
    long nowMs = clock.millis();
    byte[] value = Json.bytes(new Tick(nowMs));
    var unused =
        producer.send(
            new ProducerRecord<>(
                rawTopic, partition, nowMs, null, value, RawMeta.tick().toHeaders()),
            (metadata, e) -> {
              if (e != null) {
                failed(e);
              }
            });
  }

  private void failed(Exception e) {
    long count = failed.incrementAndGet();
    if (Long.bitCount(count) == 1) {
      String reason = e instanceof KafkaException ? e.getMessage() : e.toString();
      LOG.warn(
          "{} ticks could not be written to {} so far: {}; silent hosts are noticed later",
          count,
          rawTopic,
          reason);
    }
  }
}
