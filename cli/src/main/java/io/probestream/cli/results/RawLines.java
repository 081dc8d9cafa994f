package io.probestream.cli.results;

import io.probestream.cli.KafkaOptions;
import io.probestream.schemas.raw.RawMeta;
import io.probestream.schemas.window.SlowCall;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/** Finds the raw lines of a call by the offsets that its window keeps. Not thread-safe. */
public final class RawLines implements AutoCloseable {
  private static final int POLLS = 20;

  /**
   * The two lines of a call as printed, control characters and non-ASCII bytes as {@code \xNN};
   * null where retention has taken the record.
   */
  public record Lines(String entry, String returned) {}

  private final KafkaOptions kafka;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final String topic;

  public RawLines(KafkaOptions kafka) {
    this.kafka = kafka;
    this.consumer = TopicTail.consumer(kafka);
    this.topic = kafka.topics().raw();
  }

  /** The lines of {@code call}, a call of {@code function}. */
  public Lines find(SlowCall call, String function) {
    if (call.partition() < 0) {
      return new Lines(null, null);
    }
    try {
      return new Lines(
          line(call, function, call.entryOffset(), call.endNs() - call.durationNs()),
          line(call, function, call.returnOffset(), call.endNs()));
    } catch (KafkaException e) {
      throw KafkaFailures.of(e, kafka.bootstrapServers());
    }
  }

  private String line(SlowCall call, String function, long offset, long epochNs) {
    ConsumerRecord<byte[], byte[]> record = record(call.partition(), offset);
    if (record == null) {
      return null;
    }
    long traceNs = epochNs - RawMeta.of(record.headers()).clockOffsetNs();
    return find(record.value(), traceNs, call.pid(), symbol(function));
  }

  private ConsumerRecord<byte[], byte[]> record(int partition, long offset) {
    TopicPartition p = new TopicPartition(topic, partition);
    if (offset < 0
        || offset < consumer.beginningOffsets(List.of(p)).get(p)
        || offset >= consumer.endOffsets(List.of(p)).get(p)) {
      return null;
    }
    consumer.assign(List.of(p));
    consumer.seek(p, offset);
    for (int i = 0; i < POLLS; i++) {
      List<ConsumerRecord<byte[], byte[]>> records =
          consumer.poll(Duration.ofMillis(500)).records(p);
      if (!records.isEmpty()) {
        return records.get(0).offset() == offset ? records.get(0) : null;
      }
    }
    return null;
  }

  /** What the text shows of a function: nothing for uprobes, whose lines have addresses. */
  private static String symbol(String function) {
    int hash = function.indexOf('#');
    String symbol = hash < 0 ? function : function.substring(0, hash);
    return symbol.startsWith("/") ? "" : symbol;
  }

  /** The line with that time and task, of that function if there is one; or null. */
  static String find(byte[] value, long traceNs, int pid, String symbol) {
    String time = time(traceNs);
    String task = "-" + pid;
    String other = null;
    // ISO 8859-1 maps bytes to characters one to one.
    for (String line : new String(value, StandardCharsets.ISO_8859_1).split("\n")) {
      if (line.contains(time) && line.contains(task)) {
        if (line.contains(symbol)) {
          return printable(line);
        }
        other = other == null ? line : other;
      }
    }
    return other == null ? null : printable(other);
  }

  /** As trace_print_time prints it: microseconds, six digits. */
  private static String time(long traceNs) {
    return String.format(
        Locale.ROOT, " %d.%06d: ", traceNs / 1_000_000_000, traceNs / 1_000 % 1_000_000);
  }

  private static String printable(String line) {
    StringBuilder text = new StringBuilder(line.length());
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c >= ' ' && c < 0x7f) {
        text.append(c);
      } else {
        text.append(String.format(Locale.ROOT, "\\x%02x", (int) c));
      }
    }
    return text.toString();
  }

  @Override
  public void close() {
    consumer.close();
  }
}
