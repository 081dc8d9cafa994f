package io.probestream.cli.faults;

import io.probestream.cli.Captures;
import io.probestream.cli.capture.CaptureRecord;
import io.probestream.cli.capture.CaptureSession;
import io.probestream.cli.capture.CaptureSource;
import io.probestream.schemas.raw.RawMeta;
import io.probestream.schemas.raw.RecordType;
import io.probestream.streams.engine.RawRecord;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * A raw log of several hosts, each a whole session of a real capture, with damage done to it: lines
 * records duplicated, left out, exchanged, truncated; foreign records and garbage among them. Knows
 * what the ledger must say about it.
 */
final class Damage {
  private static final String CAPTURE = "arm64-6.1/complete.txt.gz";

  /** Between two damaged records of a host, so that each has its own effect. */
  private static final int SPACING = 4;

  final List<ProducerRecord<byte[], byte[]>> log = new ArrayList<>();

  /** Lines by host that must show as lost on the way. */
  final Map<String, Long> lostLines = new TreeMap<>();

  /** Lines by host that come again, or behind later ones. */
  final Map<String, Long> duplicateLines = new TreeMap<>();

  final Map<String, Long> reorderedLines = new TreeMap<>();

  private final String topic;
  private final Random random;
  private final Tally tally;
  private final Garbage garbage;

  private Damage(String topic, int partitions, Random random, Tally tally) {
    this.topic = topic;
    this.random = random;
    this.tally = tally;
    this.garbage = new Garbage(topic, partitions, random);
  }

  static Damage of(String topic, int partitions, int hosts, Random random, Tally tally)
      throws IOException {
    Damage damage = new Damage(topic, partitions, random, tally);
    List<List<ProducerRecord<byte[], byte[]>>> all = new ArrayList<>();
    long startMs = System.currentTimeMillis() - 600_000;
    for (int host = 0; host < hosts; host++) {
      all.add(damage.host("damaged-" + host, startMs + host * 1_007L));
    }
    damage.merge(all);
    return damage;
  }

  private List<ProducerRecord<byte[], byte[]>> host(String host, long startMs) throws IOException {
    List<RawRecord> session = new ArrayList<>();
    try (CaptureSource source = CaptureSource.open(Captures.file(CAPTURE))) {
      CaptureRecord first = source.next();
      long offsetNs = startMs * 1_000_000 - source.first();
      UUID id = new UUID(random.nextLong(), random.nextLong());
      CaptureSession as = CaptureSession.startingAt(host, id, offsetNs, source.first());
      long nowMs = startMs;
      for (CaptureRecord r = first; r != null; r = source.next()) {
        nowMs = Math.max(nowMs, Math.floorDiv(r.reached() + offsetNs, 1_000_000L));
        session.add(as.raw(r, nowMs));
      }
    }
    lostLines.put(host, 0L);
    duplicateLines.put(host, 0L);
    reorderedLines.put(host, 0L);
    return damaged(host, session);
  }

  private List<ProducerRecord<byte[], byte[]>> damaged(String host, List<RawRecord> session) {
    List<ProducerRecord<byte[], byte[]>> out = new ArrayList<>();
    int untouched = 0;
    for (int i = 0; i < session.size(); i++) {
      RawRecord r = session.get(i);
      RawRecord next = i + 1 < session.size() ? session.get(i + 1) : null;
      boolean may = isLines(r) && next != null && isLines(next) && untouched >= SPACING;
      int what = may ? random.nextInt(8) : 7;
      untouched = what < 5 ? 0 : untouched + 1;
      switch (what) {
        case 0 -> {
          tally.injected("raw record missing");
          count(lostLines, host, r);
        }
        case 1 -> {
          tally.injected("raw record duplicated");
          out.add(record(host, r));
          out.add(record(host, r));
          count(duplicateLines, host, r);
        }
        case 2 -> {
          tally.injected("raw record duplicated later");
          out.add(record(host, r));
          out.add(record(host, next));
          out.add(record(host, r));
          count(duplicateLines, host, r);
          i++;
        }
        case 3 -> {
          tally.injected("raw records exchanged");
          out.add(record(host, next));
          out.add(record(host, r));
          count(lostLines, host, r);
          count(reorderedLines, host, r);
          i++;
        }
        case 4 -> {
          tally.injected("raw record truncated");
          byte[] part = Arrays.copyOf(r.value(), 1 + random.nextInt(r.value().length - 1));
          out.add(record(host, new RawRecord(r.meta(), part, r.timestampMs(), -1, -1)));
          lostLines.merge(host, (long) r.meta().lines() - newlines(part), Long::sum);
        }
        default -> out.add(record(host, r));
      }
      if (isLines(r) && random.nextInt(6) == 0) {
        tally.injected("raw record of a foreign session");
        out.add(record(host, foreign(r)));
      }
    }
    return out;
  }

  private static long newlines(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1).chars().filter(c -> c == '\n').count();
  }

  private static void count(Map<String, Long> lines, String host, RawRecord r) {
    lines.merge(host, (long) r.meta().lines(), Long::sum);
  }

  /** The same under a session that nobody began. */
  private RawRecord foreign(RawRecord r) {
    RawMeta m = r.meta();
    RawMeta other =
        new RawMeta(
            m.type(),
            new UUID(random.nextLong(), random.nextLong()).toString(),
            random.nextInt(1_000),
            random.nextInt(1_000_000),
            m.lines(),
            m.clockOffsetNs(),
            m.watermarkNs(),
            m.form());
    return new RawRecord(other, r.value(), r.timestampMs(), -1, -1);
  }

  private static boolean isLines(RawRecord r) {
    return r.meta().type() == RecordType.LINES;
  }

  private ProducerRecord<byte[], byte[]> record(String host, RawRecord r) {
    return new ProducerRecord<>(
        topic,
        null,
        r.timestampMs(),
        host.getBytes(StandardCharsets.US_ASCII),
        r.value(),
        r.meta().toHeaders());
  }

  /** All hosts in turns, and garbage between them. */
  private void merge(List<List<ProducerRecord<byte[], byte[]>>> hosts) {
    int longest = hosts.stream().mapToInt(List::size).max().orElse(0);
    for (int i = 0; i < longest; i++) {
      for (List<ProducerRecord<byte[], byte[]>> host : hosts) {
        if (i < host.size()) {
          log.add(host.get(i));
          if (random.nextInt(3) == 0) {
            tally.injected("garbage in the raw topic");
            log.add(garbage.next(host.get(i)));
          }
        }
      }
    }
  }
}
