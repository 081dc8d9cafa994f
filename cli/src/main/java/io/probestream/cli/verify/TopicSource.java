package io.probestream.cli.verify;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.probestream.cli.Failure;
import io.probestream.cli.KafkaOptions;
import io.probestream.cli.results.TopicTail;
import io.probestream.schemas.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/**
 * Results in Kafka, as far as they are committed.
 *
 * @param kafka brokers and topic prefix
 * @param sinceMs records before this time are not read, epoch
 */
record TopicSource(KafkaOptions kafka, long sinceMs) implements ResultSource {
  @Override
  public String name() {
    return kafka.topics().prefix();
  }

  @Override
  public void scan(ResultKind kind, Consumer<ResultRecord> sink) throws InterruptedException {
    try (TopicTail tail = TopicTail.open(kafka, List.of(kind.topic(kafka.topics())))) {
      tail.seekToTime(sinceMs);
      tail.drain(
          record -> {
            ResultRecord result = parse(kind, record);
            if (result != null) {
              sink.accept(result);
            }
          });
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
    }
  }

  private static ResultRecord parse(ResultKind kind, ConsumerRecord<byte[], byte[]> record) {
    if (record.value() == null) {
      return null; // somebody's tombstone is no result
    }
    String key = record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
    Map<String, String> headers = new TreeMap<>();
    for (Header header : record.headers()) {
      headers.put(header.key(), new String(header.value(), StandardCharsets.UTF_8));
    }
    long timestampMs = record.timestamp();
    if (kind == ResultKind.REJECTS) {
      String bytes = Base64.getEncoder().encodeToString(record.value());
      return new ResultRecord(key, timestampMs, timestampMs, timestampMs, headers, null, bytes);
    }
    try {
      JsonNode value = Json.mapper().readTree(record.value());
      if (value instanceof ObjectNode object
          && object.path("startMs").isIntegralNumber()
          && object.path("endMs").isIntegralNumber()) {
        return new ResultRecord(
            key,
            object.get("startMs").asLong(),
            object.get("endMs").asLong(),
            timestampMs,
            headers,
            object,
            new String(record.value(), StandardCharsets.UTF_8));
      }
    } catch (IOException e) {
      throw notAWindow(record, e);
    }
    throw notAWindow(record, null);
  }

  private static Failure notAWindow(ConsumerRecord<byte[], byte[]> record, IOException e) {
    return new Failure(
        "the record at offset "
            + record.offset()
            + " of "
            + record.topic()
            + '-'
            + record.partition()
            + " is no window; another program may write to that topic",
        e);
  }
}
