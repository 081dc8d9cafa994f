package io.probestream.cli.stream;

import io.probestream.cli.Captures;
import io.probestream.cli.capture.CaptureRecord;
import io.probestream.cli.capture.CaptureSession;
import io.probestream.cli.capture.CaptureSource;
import io.probestream.schemas.Json;
import io.probestream.schemas.Topics;
import io.probestream.schemas.raw.RawMeta;
import io.probestream.schemas.raw.Tick;
import io.probestream.streams.engine.RawRecord;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * A raw topic's records: one capture as several hosts, in turns, with ticks in every partition, and
 * at the end the ticks that close every window.
 */
final class RawLog {
  private static final String CAPTURE = "x86_64-6.1/complete.txt.gz";
  private static final int CHUNKS_PER_TICK = 20;
  private static final long LATENESS_NS = 1_000_000;
  private static final long SILENCE_MS = 11_000;

  private final List<ProducerRecord<String, byte[]>> records = new ArrayList<>();

  private RawLog() {}

  /**
   * The first chunks of the capture as {@code hosts} hosts.
   *
   * @param startMs wall clock of the capture's first line
   */
  static RawLog of(Topics topics, int hosts, int chunks, int partitions, long startMs)
      throws IOException {
    RawLog log = new RawLog();
    List<CaptureRecord> capture = new ArrayList<>();
    long firstNs;
    try (CaptureSource source = CaptureSource.open(Captures.file(CAPTURE))) {
      for (CaptureRecord r = source.next(); r != null && capture.size() <= chunks; ) {
        capture.add(r);
        r = source.next();
      }
      firstNs = source.first();
    }
    long nowMs = startMs;
    for (int i = 0; i < capture.size(); i++) {
      for (int host = 0; host < hosts; host++) {
        CaptureSession session = session(host, startMs * 1_000_000 - firstNs);
        nowMs = Math.max(nowMs, epochMs(session, capture.get(i).reached()));
        RawRecord raw = session.raw(capture.get(i), nowMs);
        RawMeta meta = promising(raw.meta(), capture.get(i).reached() - LATENESS_NS);
        log.records.add(
            new ProducerRecord<>(
                topics.raw(), null, nowMs, session.host(), raw.value(), meta.toHeaders()));
      }
      if (i % CHUNKS_PER_TICK == 0) {
        log.tick(topics, partitions, nowMs);
      }
    }
    log.tick(topics, partitions, nowMs + 1_000);
    log.tick(topics, partitions, nowMs + 1_000 + SILENCE_MS);
    // Far enough that also a partition on which nobody ever spoke has passed every window.
    log.tick(topics, partitions, nowMs + 1_000 + 3 * SILENCE_MS);
    return log;
  }

  private static long epochMs(CaptureSession session, long traceNs) {
    return Math.floorDiv(traceNs + session.clockOffsetNs(), 1_000_000L);
  }

  /** A collector promises more than a file can. */
  private static RawMeta promising(RawMeta m, long watermarkNs) {
    return new RawMeta(
        m.type(),
        m.session(),
        m.seq(),
        m.firstLine(),
        m.lines(),
        m.clockOffsetNs(),
        watermarkNs,
        m.form());
  }

  private static CaptureSession session(int host, long offsetNs) {
    String name = "host-" + host;
    UUID id = UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.US_ASCII));
    // Hosts do not tick in step.
    return new CaptureSession(name, id, offsetNs + host * 7_300_000L, 1);
  }

  private void tick(Topics topics, int partitions, long nowMs) {
    byte[] value = Json.bytes(new Tick(nowMs));
    for (int p = 0; p < partitions; p++) {
      records.add(
          new ProducerRecord<>(topics.raw(), p, nowMs, null, value, RawMeta.tick().toHeaders()));
    }
  }

  int size() {
    return records.size();
  }

  /** Publishes the records from one index to another and waits for them. */
  void publish(String bootstrap, int from, int to) throws ExecutionException, InterruptedException {
    Map<String, Object> p =
        Map.of("bootstrap.servers", bootstrap, "compression.type", "lz4", "batch.size", 131_072);
    try (KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(p, new StringSerializer(), new ByteArraySerializer())) {
      List<Future<RecordMetadata>> sent = new ArrayList<>();
      for (ProducerRecord<String, byte[]> record : records.subList(from, to)) {
        sent.add(producer.send(record));
      }
      for (Future<RecordMetadata> one : sent) {
        one.get();
      }
    }
  }
}
