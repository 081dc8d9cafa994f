package io.probestream.cli.rawexport;

import io.probestream.cli.KafkaOptions;
import io.probestream.cli.results.TopicTail;
import io.probestream.schemas.raw.RawMeta;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * The raw records of a host between two times, and those shortly before, which say what its session
 * is.
 *
 * @param fromMs wall clock of the first lines, by the records' timestamps
 * @param toMs wall clock of the last ones, inclusive
 */
record RawRange(KafkaOptions kafka, String host, long fromMs, long toMs) {
  /** A session says what it is every 60 s. */
  private static final long STATUS_MS = 75_000;

  /** How far timestamps in a partition may be out of order: hosts have clocks of their own. */
  private static final long DISORDER_MS = 60_000;

  private static final Duration PATIENCE = Duration.ofMillis(200);

  /** Takes a record; {@code inRange} is false for what lies before. */
  interface Sink {
    void take(RawMeta meta, byte[] value, long timestampMs, boolean inRange);
  }

  /** Hands over the host's records in order, up to the partition's end as it is now. */
  void read(Sink sink) throws InterruptedException {
    try (TopicTail tail = TopicTail.openKey(kafka, kafka.topics().raw(), host)) {
      tail.seekToTime(fromMs - STATUS_MS);
      boolean[] beyond = {false};
      while (!beyond[0] && tail.remaining() > 0) {
        tail.poll(
            PATIENCE,
            record -> {
              beyond[0] |= record.timestamp() > toMs + DISORDER_MS;
              take(record, sink);
            });
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
      }
    }
  }

  private void take(ConsumerRecord<byte[], byte[]> record, Sink sink) {
    if (record.timestamp() > toMs || !isOurs(record.key())) {
      return;
    }
    RawMeta meta;
    try {
      meta = RawMeta.of(record.headers());
    } catch (IllegalArgumentException e) {
      return; // not of version 1: the streams side has put it into the rejects topic
    }
    if (meta.type().isOfHost()) {
      sink.take(meta, record.value(), record.timestamp(), record.timestamp() >= fromMs);
    }
  }

  private boolean isOurs(byte[] key) {
    return key != null && new String(key, StandardCharsets.UTF_8).equals(host);
  }
}
