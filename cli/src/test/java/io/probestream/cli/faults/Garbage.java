package io.probestream.cli.faults;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeaders;

/** What another program, or a broken one, might write into the raw topic. */
final class Garbage {
  private static final String[] NAMES = {
    "ps.v",
    "ps.type",
    "ps.session",
    "ps.seq",
    "ps.first_line",
    "ps.lines",
    "ps.clock_offset_ns",
    "ps.watermark_ns",
    "ps.form"
  };
  private static final String[] WORDS = {
    "", "2", "-1", "+1", "1e9", "99999999999999999999", "lines", "teapot", "null", " 1", "\u0000"
  };
  private final String topic;
  private final int partitions;
  private final Random random;

  Garbage(String topic, int partitions, Random random) {
    this.topic = topic;
    this.partitions = partitions;
    this.random = random;
  }

  /** One record of garbage, at about the time and sometimes in the shape of {@code like}. */
  ProducerRecord<byte[], byte[]> next(ProducerRecord<byte[], byte[]> like) {
    return switch (random.nextInt(6)) {
      case 0 -> record(like, bytes(16), bytes(2_000), new RecordHeaders());
      case 1 -> record(like, null, null, new RecordHeaders());
      case 2 -> record(like, like.key(), text("{\"level\":\"info\",\"n\":1}"), new RecordHeaders());
      case 3 -> record(like, like.key(), null, copy(like, -1));
      case 4 -> record(like, bytes(300), like.value(), copy(like, -1));
      default -> record(like, like.key(), like.value(), copy(like, random.nextInt(NAMES.length)));
    };
  }

  private ProducerRecord<byte[], byte[]> record(
      ProducerRecord<byte[], byte[]> like, byte[] key, byte[] value, RecordHeaders headers) {
    int partition = random.nextInt(partitions);
    return new ProducerRecord<>(topic, partition, like.timestamp(), key, value, headers);
  }

  /** The headers, one of them broken. */
  private RecordHeaders copy(ProducerRecord<byte[], byte[]> like, int broken) {
    RecordHeaders headers = new RecordHeaders();
    for (Header h : like.headers()) {
      if (broken < 0 || !h.key().equals(NAMES[broken])) {
        headers.add(h.key(), h.value());
      } else if (random.nextBoolean()) {
        headers.add(h.key(), word(h.key()));
      }
    }
    return headers;
  }

  /** A word that cannot be this header's: a wrong but valid one would be a forgery. */
  private byte[] word(String name) {
    boolean number = !name.equals("ps.v") && !name.equals("ps.type") && !name.equals("ps.form");
    return text(number ? "x" + WORDS[random.nextInt(WORDS.length)] : "teapot");
  }

  private byte[] bytes(int most) {
    byte[] bytes = new byte[1 + random.nextInt(most)];
    random.nextBytes(bytes);
    return bytes;
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
