package io.probestream.cli.stream;

import io.probestream.schemas.Json;
import io.probestream.schemas.Topics;
import io.probestream.schemas.probe.Pairs;
import io.probestream.schemas.raw.AlertRules;
import io.probestream.schemas.raw.Counters;
import io.probestream.schemas.raw.Form;
import io.probestream.schemas.raw.ProbeStatus;
import io.probestream.schemas.raw.RawMeta;
import io.probestream.schemas.raw.RecordType;
import io.probestream.schemas.raw.Status;
import io.probestream.streams.alert.RuleFile;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * The collectors of hosts on which nothing is lost, as a test wants them to write. Their trace
 * clock is the epoch.
 */
public final class WritingHosts implements AutoCloseable {
  private static final class Session {
    private long seq;
    private long line;
  }

  private final Topics topics;
  private final KafkaProducer<String, byte[]> producer;
  private final Map<String, Session> sessions = new TreeMap<>();

  public WritingHosts(String bootstrap, Topics topics) {
    this.topics = topics;
    producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", bootstrap, "linger.ms", "5"),
            new StringSerializer(),
            new ByteArraySerializer());
  }

  /** Rules into each partition, in force from then on. */
  public void rules(int partitions, String yaml, long fromMs) {
    AlertRules rules = new AlertRules(RuleFile.parse("test", yaml).hash(), fromMs, yaml);
    for (int p = 0; p < partitions; p++) {
      send(
          new ProducerRecord<>(
              topics.raw(), p, fromMs, null, Json.bytes(rules), RawMeta.rules().toHeaders()));
    }
  }

  /** A session begins. */
  public void open(String host, long nowMs) {
    sessions.put(host, new Session());
    List<ProbeStatus> probes =
        MadeRawLog.PROBES.stream()
            .map(
                d ->
                    new ProbeStatus(
                        d.event(),
                        d.group(),
                        d.kind().wireName(),
                        d.text(),
                        ProbeStatus.ENABLED,
                        null))
            .toList();
    Status status =
        new Status(
            host,
            nowMs,
            "boot",
            "6.1.0",
            "x86_64",
            "boot",
            Status.NS,
            1_000,
            "trace_pipe",
            "kernel",
            Map.of(),
            true,
            probes,
            Pairs.of(MadeRawLog.PROBES),
            Counters.none(),
            false);
    send(host, RecordType.STATUS, Json.bytes(status), 0, nowMs);
  }

  /** Calls of {@code vfs_write} one after another, and the promise that these were all. */
  public void calls(String host, int count, long durationUs, long startMs, long endMs) {
    StringBuilder lines = new StringBuilder();
    long everyUs = (endMs - startMs) * 1_000 / Math.max(1, count);
    for (int call = 0; call < count; call++) {
      long us = startMs * 1_000 + call * everyUs;
      lines.append(MadeRawLog.line(7, us, false)).append(MadeRawLog.line(7, us + durationUs, true));
    }
    byte[] value = lines.toString().getBytes(StandardCharsets.US_ASCII);
    send(host, RecordType.LINES, value, 2 * count, endMs);
  }

  private void send(String host, RecordType type, byte[] value, int lines, long nowMs) {
    Session session = sessions.get(host);
    RawMeta meta =
        new RawMeta(
            type,
            "s-" + host,
            session.seq++,
            session.line,
            lines,
            0,
            nowMs * 1_000_000,
            Form.KERNEL);
    session.line += lines;
    send(new ProducerRecord<>(topics.raw(), null, nowMs, host, value, meta.toHeaders()));
  }

  private void send(ProducerRecord<String, byte[]> record) {
    var unused = producer.send(record);
  }

  /** Returns once all of it is in the topic. */
  public void flush() {
    producer.flush();
  }

  @Override
  public void close() {
    producer.close();
  }
}
