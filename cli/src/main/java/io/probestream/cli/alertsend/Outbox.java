package io.probestream.cli.alertsend;

import io.probestream.cli.Failure;
import io.probestream.schemas.Json;
import io.probestream.schemas.Topics;
import io.probestream.schemas.alert.DeadAlertHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * What the sender writes: the ledgers' changes and the dead letters, in order. While no broker
 * answers they wait here; there are as many as alerts change, and without a broker none does.
 */
final class Outbox implements Outlet.DeadLetters, AutoCloseable {
  private static final long RETRY_MS = 5_000;

  private final Producer<byte[], byte[]> producer;
  private final Topics topics;
  private final Deque<ProducerRecord<byte[], byte[]>> waiting = new ArrayDeque<>();
  private final AtomicReference<Exception> failure = new AtomicReference<>();
  private long notBeforeNs;

  Outbox(Producer<byte[], byte[]> producer, Topics topics) {
    this.producer = producer;
    this.topics = topics;
  }

  /** Key of what a receiver was told of an alert. */
  static String key(String receiver, String fingerprint) {
    return receiver + '/' + fingerprint;
  }

  void save(String receiver, Ledger ledger) {
    ledger.save(
        (fingerprint, delivery) ->
            add(topics.alertsSent(), key(receiver, fingerprint), delivery, Map.of()));
  }

  @Override
  public void bury(String receiver, List<Notice> notices, Answer answer) {
    Map<String, String> headers =
        Map.of(
            DeadAlertHeaders.RECEIVER, receiver,
            DeadAlertHeaders.REASON, answer.reason(),
            DeadAlertHeaders.STATUS, Integer.toString(answer.status()));
    for (Notice notice : notices) {
      add(topics.alertsDead(), notice.fingerprint(), notice.alert(), headers);
    }
  }

  private void add(String topic, String key, Object value, Map<String, String> headers) {
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(topic, bytes(key), value == null ? null : Json.bytes(value));
    headers.forEach((name, text) -> record.headers().add(name, bytes(text)));
    waiting.add(record);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Hands what waits to the producer.
   *
   * @throws Failure if Kafka has refused a record
   */
  void flush(Now now) {
    check();
    while (!waiting.isEmpty() && now.ns() >= notBeforeNs) {
      try {
        var unused =
            producer.send(
                waiting.peek(),
                (metadata, e) -> {
                  if (e != null) {
                    failure.compareAndSet(null, e);
                  }
                });
        waiting.remove();
      } catch (TimeoutException e) {
        notBeforeNs = now.plusMs(RETRY_MS); // no broker knows the topic at the moment
      }
    }
  }

  private void check() {
    Exception e = failure.get();
    if (e != null) {
      throw new Failure(
          "cannot write what was sent into "
              + topics.alertsSent()
              + " or "
              + topics.alertsDead()
              + ": "
              + e.getMessage()
              + "; see whether they exist and may be written",
          e);
    }
  }

  /** Waits for what is on its way, but not long. */
  void close(Duration patience) {
    producer.close(patience);
  }

  @Override
  public void close() {
    close(Duration.ofSeconds(1));
  }
}
