package io.probestream.streams.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.probestream.schemas.Json;
import io.probestream.schemas.raw.RawMeta;
import io.probestream.schemas.raw.RecordType;
import io.probestream.schemas.raw.Tick;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Set;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class TickWriterTest {
  private final MockProducer<byte[], byte[]> producer =
      new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
  private final Clock clock = Clock.fixed(Instant.ofEpochMilli(1_234), ZoneOffset.UTC);

  @Test
  void everyOwnPartitionGetsTheWallClockAndNoOther() {
    new TickWriter(producer, "raw", () -> Set.of(2, 5), clock).run();
    assertThat(producer.history())
        .extracting(ProducerRecord::partition)
        .containsExactlyInAnyOrder(2, 5);
    assertThat(producer.history())
        .allSatisfy(
            record -> {
              assertThat(record.key()).isNull();
              assertThat(record.timestamp()).isEqualTo(1_234);
              assertThat(RawMeta.of(record.headers()).type()).isEqualTo(RecordType.TICK);
              assertThat(Json.read(record.value(), Tick.class)).isEqualTo(new Tick(1_234));
            });
  }

  @Test
  void aTickThatCannotBeWrittenDoesNotEndTheTicking() {
    TickWriter writer = new TickWriter(producer, "raw", () -> Set.of(1), clock);
    producer.sendException = new TimeoutException("no broker");
    writer.run();
    producer.sendException = null;
    writer.run();
    assertThat(producer.history()).hasSize(1);
  }
}
