package io.probestream.cli.replay;

import io.probestream.cli.Failure;
import io.probestream.streams.engine.RawRecord;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;

/**
 * Sends raw records, keyed by host. What waits is bounded by the producer's {@code buffer.memory}:
 * when it is full, {@link #send} blocks. The first failure ends everything, since a later record
 * would hide a gap. For one thread.
 */
final class RawPublisher {
  private final Producer<byte[], byte[]> producer;
  private final String topic;
  private final AtomicReference<Exception> failed = new AtomicReference<>();

  RawPublisher(Producer<byte[], byte[]> producer, String topic) {
    this.producer = producer;
    this.topic = topic;
  }

  /**
   * Hands one record to the producer.
   *
   * @throws Failure if an earlier record could not be published
   */
  @SuppressWarnings("FutureReturnValueIgnored") // the callback hears of failures
  void send(String host, RawRecord record) throws InterruptedException {
    check();
    try {
      producer.send(
          new ProducerRecord<>(
              topic,
              null,
              record.timestampMs(),
              host.getBytes(StandardCharsets.UTF_8),
              record.value(),
              record.meta().toHeaders()),
          (metadata, e) -> {
            if (e != null) {
              failed.compareAndSet(null, e);
            }
          });
    } catch (InterruptException e) {
      throw interrupted(e);
    } catch (KafkaException e) {
      failed.compareAndSet(null, e);
      check();
    }
  }

  /** Waits until everything has arrived. */
  void flush() throws InterruptedException {
    try {
      producer.flush();
    } catch (InterruptException e) {
      throw interrupted(e);
    }
    check();
  }

  private void check() {
    Exception e = failed.get();
    if (e != null) {
      throw new Failure("cannot publish to " + topic + ": " + e.getMessage(), e);
    }
  }

  /** Kafka's own exception is unchecked and sets the thread's flag again. */
  private static InterruptedException interrupted(InterruptException cause) {
    InterruptedException e = new InterruptedException("interrupted while publishing");
    e.initCause(cause);
    return e;
  }
}
