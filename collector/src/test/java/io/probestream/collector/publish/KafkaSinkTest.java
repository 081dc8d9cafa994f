package io.probestream.collector.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.probestream.collector.CollectorException;
import io.probestream.schemas.raw.Form;
import io.probestream.schemas.raw.RawMeta;
import io.probestream.schemas.raw.RecordType;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KafkaSinkTest {
  private static final int LIMIT = 1 << 20;

  private final List<String> notices = new CopyOnWriteArrayList<>();
  private final Mock producer = new Mock();
  private KafkaSink sink = sink(() -> producer);
  private long seq;
  private long line;

  /** Completes by hand, and refuses metadata as often as told. */
  private static final class Mock extends MockProducer<byte[], byte[]> {
    final AtomicInteger refusals = new AtomicInteger();

    Mock() {
      super(false, null, new ByteArraySerializer(), new ByteArraySerializer());
    }

    @Override
    public synchronized Future<RecordMetadata> send(
        ProducerRecord<byte[], byte[]> record, Callback callback) {
      if (refusals.get() > 0) {
        refusals.decrementAndGet();
        // As KafkaProducer.doSend does with every ApiException.
        TimeoutException e = new TimeoutException("Topic t not present in metadata after 2000 ms.");
        callback.onCompletion(null, e);
        return CompletableFuture.failedFuture(e);
      }
      return super.send(record, callback);
    }

    @Override
    public synchronized void flush() {
      while (completeNext()) {
        // Everything that waits is delivered.
      }
    }
  }

  private KafkaSink sink(java.util.function.Supplier<Producer<byte[], byte[]>> producers) {
    return new KafkaSink(producers, "t", "host-1", LIMIT, "k:9092", notices::add);
  }

  private void send(int lines, int bytes) {
    RawMeta meta = new RawMeta(RecordType.LINES, "s", seq++, line, lines, 1, 2, Form.KERNEL);
    line += lines;
    sink.send(meta, new byte[bytes], 1_000 + seq);
  }

  @AfterEach
  void close() {
    sink.close(100);
  }

  @Test
  void recordsAreKeyedByHostAndCarryHeadersAndTheTimeOfTheRead() {
    send(3, 10);
    await().until(() -> producer.history().size() == 1);
    ProducerRecord<byte[], byte[]> record = producer.history().get(0);
    assertThat(record.topic()).isEqualTo("t");
    assertThat(record.partition()).isNull();
    assertThat(new String(record.key(), StandardCharsets.US_ASCII)).isEqualTo("host-1");
    assertThat(record.timestamp()).isEqualTo(1_001);
    assertThat(RawMeta.of(record.headers()).lines()).isEqualTo(3);
  }

  @Test
  void withoutMetadataTheSameRecordIsTriedAgainSoThatOrderStays() {
    producer.refusals.set(2);
    send(1, 10);
    send(1, 10);
    send(1, 10);
    await().until(() -> producer.history().size() == 3);
    assertThat(producer.history())
        .extracting(r -> RawMeta.of(r.headers()).seq())
        .containsExactly(0L, 1L, 2L);
  }

  @Test
  void thereIsNoRoomAboveTheLimitUntilKafkaAcknowledges() {
    assertThat(sink.hasRoom()).isTrue();
    for (int i = 0; i < 16; i++) {
      send(1, 64 << 10);
    }
    assertThat(sink.hasRoom()).isFalse();
    await().until(() -> producer.history().size() == 3);
    assertThat(sink.hasRoom()).isFalse();
    assertThat(producer.completeNext()).isTrue();
    assertThat(sink.hasRoom()).isTrue();
  }

  @Test
  void theProducerHoldsNoMoreThanAQuarterOfTheBound() {
    for (int i = 0; i < 10; i++) {
      send(1, 64 << 10);
    }
    for (int done = 0; done < 7; done++) {
      int handedOver = done + 3;
      await().until(() -> producer.history().size() >= handedOver);
      assertThat(producer.history()).hasSize(handedOver);
      assertThat(producer.completeNext()).isTrue();
    }
    await().until(() -> producer.history().size() == 10);
  }

  @Test
  void aRecordLargerThanThatIsSentAlone() {
    send(1, LIMIT / 2);
    send(1, 10);
    await().until(() -> producer.history().size() == 1);
    assertThat(producer.completeNext()).isTrue();
    await().until(() -> producer.history().size() == 2);
  }

  @Test
  void memoryIsBoundedEvenIfNobodyAsksForRoom() {
    for (int i = 0; i < 1_000; i++) {
      send(1, 64 << 10);
    }
    assertThat(sink.heldBytes()).isLessThan(LIMIT + (3 << 20));
    assertThat(sink.close(50).lines()).isEqualTo(1_000);
  }

  @Test
  void aRefusedRecordIsCountedAndSaidOnce() {
    send(5, 10);
    send(6, 10);
    send(7, 10);
    await().until(() -> producer.history().size() == 3);
    producer.errorNext(new RecordTooLargeException("too large"));
    producer.errorNext(new RecordTooLargeException("too large"));
    producer.completeNext();
    assertThat(notices).singleElement().asString().contains("refused a record (too large)");
    assertThat(sink.close(5_000).lines()).isEqualTo(11);
  }

  @Test
  void closingDeliversWhatIsHeld() {
    send(5, 10);
    send(6, 10);
    assertThat(sink.close(5_000).lines()).isZero();
    assertThat(producer.closed()).isTrue();
    assertThat(sink.close(5_000).lines()).isZero();
  }

  @Test
  void closingIsBoundedAndTellsWhatWasNotDelivered() {
    producer.refusals.set(Integer.MAX_VALUE);
    send(5, 10);
    send(6, 10);
    assertThat(sink.close(50).lines()).isEqualTo(11);
    assertThat(producer.closed()).isTrue();
  }

  @Test
  void wrongSettingsEndTheCollectorWithASentence() {
    sink =
        sink(
            () -> {
              throw new KafkaException("no", new ConfigException("Invalid url: x"));
            });
    send(1, 1);
    await().until(() -> !sink.hasRoom());
    assertThatThrownBy(() -> send(1, 1))
        .isInstanceOf(CollectorException.class)
        .hasMessage("cannot publish to Kafka: Invalid url: x");
  }

  @Test
  void aNameThatDoesNotResolveYetIsTriedAgain() {
    AtomicInteger tries = new AtomicInteger();
    sink =
        sink(
            () -> {
              if (tries.incrementAndGet() < 3) {
                throw new KafkaException("no", new ConfigException("No resolvable bootstrap urls"));
              }
              return producer;
            });
    send(1, 1);
    await().until(() -> producer.history().size() == 1);
  }
}
