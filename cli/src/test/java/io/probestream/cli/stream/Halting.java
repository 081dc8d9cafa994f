package io.probestream.cli.stream;

import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerInterceptor;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerInterceptor;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Ends the process at once, without hooks, as SIGKILL would, when Kafka Streams has come to a
 * certain point so many times. Configured by {@code halt.at} and {@code halt.after}.
 */
final class Halting {
  /** Where to end. */
  enum Point {
    /** A state is sent to its changelog: within flushCache, a commit has begun. */
    STATE_SENT,
    /** A state has arrived, and the transaction is not committed. */
    STATE_ACKNOWLEDGED,
    /** A result is sent. */
    RESULT_SENT,
    /** A part of a changelog was read to restore from. */
    RESTORING
  }

  static final int STATUS = 137;

  private Point at;
  private int left;

  void configure(Map<String, ?> configs) {
    at = Point.valueOf(String.valueOf(configs.get("halt.at")));
    left = Integer.parseInt(String.valueOf(configs.get("halt.after")));
  }

  private synchronized void come(Point point) {
    if (point == at && --left <= 0) {
      Runtime.getRuntime().halt(STATUS);
    }
  }

  private static boolean isState(String topic) {
    return topic.endsWith("-changelog") && !isWindows(topic);
  }

  /** Windows that are kept for queries: put as they close, before any commit begins. */
  private static boolean isWindows(String topic) {
    return topic.endsWith("-windows-changelog");
  }

  /** For the producer. */
  public static final class OfProducer implements ProducerInterceptor<byte[], byte[]> {
    private final Halting halting = new Halting();

    @Override
    public void configure(Map<String, ?> configs) {
      halting.configure(configs);
    }

    @Override
    public ProducerRecord<byte[], byte[]> onSend(ProducerRecord<byte[], byte[]> record) {
      if (!isWindows(record.topic())) {
        halting.come(isState(record.topic()) ? Point.STATE_SENT : Point.RESULT_SENT);
      }
      return record;
    }

    @Override
    public void onAcknowledgement(RecordMetadata metadata, Exception exception) {
      if (metadata != null && isState(metadata.topic())) {
        halting.come(Point.STATE_ACKNOWLEDGED);
      }
    }

    @Override
    public void close() {}
  }

  /** For the consumer of changelogs. */
  public static final class OfRestore implements ConsumerInterceptor<byte[], byte[]> {
    private final Halting halting = new Halting();

    @Override
    public void configure(Map<String, ?> configs) {
      halting.configure(configs);
    }

    @Override
    public ConsumerRecords<byte[], byte[]> onConsume(ConsumerRecords<byte[], byte[]> records) {
      if (!records.isEmpty()) {
        halting.come(Point.RESTORING);
      }
      return records;
    }

    @Override
    public void onCommit(Map<TopicPartition, OffsetAndMetadata> offsets) {}

    @Override
    public void close() {}
  }
}
