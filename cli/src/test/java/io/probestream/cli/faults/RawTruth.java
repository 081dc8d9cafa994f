package io.probestream.cli.faults;

import io.probestream.cli.stream.ReadTopic;
import io.probestream.schemas.Hosts;
import io.probestream.schemas.Json;
import io.probestream.schemas.probe.ProbeDefinition;
import io.probestream.schemas.raw.CpuCounter;
import io.probestream.schemas.raw.LeftBehind;
import io.probestream.schemas.raw.ProbeStatus;
import io.probestream.schemas.raw.RawMeta;
import io.probestream.schemas.raw.RecordType;
import io.probestream.schemas.raw.Status;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * The raw topic, counted without any of the code under test but its header reader: what arrived of
 * each session, what is missing, how many lines each probe has.
 */
final class RawTruth {
  private static final Pattern EVENT = Pattern.compile(": ([A-Za-z0-9_]+): \\(");

  /** One session of a host. */
  static final class Session {
    final String host;
    final String id;

    /** Whole lines in records that count. */
    long lines;

    /** Lines that the sequence says were sent, and that are not among them. */
    long lost;

    /** Lines of records that came again, or behind later ones, while the session was open. */
    long duplicate;

    long reordered;

    /** Lines by the name of their probe. */
    final Map<String, Long> events = new TreeMap<>();

    boolean closed;

    /** What the kernel had handed out when it was killed, as the next collector says; or -1. */
    long handedToKilled = -1;

    /** The event group of its probes, which names the collector's process. */
    String group = "";

    private final Set<String> probes = new HashSet<>();
    private final Set<Long> came = new HashSet<>();
    private long nextSeq;
    private long nextLine;

    Session(String host, String id) {
      this.host = host;
      this.id = id;
    }

    /** Lines that are records of the kernel, which {@code LOST} lines are not. */
    long records() {
      return events.values().stream().mapToLong(Long::longValue).sum();
    }

    private void probe(ProbeStatus probe) {
      probes.add(probe.name());
      group = probe.group();
    }

    private void take(RawMeta meta, byte[] value) {
      boolean isNew = came.add(meta.seq());
      if (meta.seq() < nextSeq) {
        if (!closed) {
          duplicate += isNew ? 0 : meta.lines();
          reordered += isNew ? meta.lines() : 0;
        }
        return;
      }
      lost += Math.max(0, meta.firstLine() - nextLine);
      nextSeq = meta.seq() + 1;
      nextLine = meta.firstLine() + meta.lines();
      if (meta.type() == RecordType.STATUS) {
        Status status = Json.read(value, Status.class);
        closed |= status.closing();
        status.probes().forEach(this::probe);
      } else if (meta.type() == RecordType.LINES) {
        String whole = wholeLines(value);
        long arrived = whole.chars().filter(c -> c == '\n').count();
        lines += arrived;
        lost += meta.lines() - arrived;
        Matcher m = EVENT.matcher(whole);
        while (m.find()) {
          if (probes.contains(m.group(1))) {
            events.merge(m.group(1), 1L, Long::sum);
          }
        }
      }
    }
  }

  final Map<String, Session> sessions = new LinkedHashMap<>();
  long records;
  long bytes;

  static RawTruth of(String bootstrap, String topic) {
    RawTruth truth = new RawTruth();
    for (ConsumerRecord<byte[], byte[]> r : ReadTopic.bytes(bootstrap, topic)) {
      truth.records++;
      truth.bytes += r.value() == null ? 0 : r.value().length;
      truth.take(r);
    }
    return truth;
  }

  /** Lines in records that count, of all sessions. */
  long lines() {
    return sessions.values().stream().mapToLong(session -> session.lines).sum();
  }

  private void take(ConsumerRecord<byte[], byte[]> r) {
    RawMeta meta;
    try {
      meta = RawMeta.of(r.headers());
    } catch (IllegalArgumentException e) {
      return; // foreign
    }
    if (!meta.type().isOfHost() || r.key() == null || r.value() == null) {
      return;
    }
    String host = new String(r.key(), StandardCharsets.UTF_8);
    if (!Hosts.isValid(host)) {
      return;
    }
    Session session = sessions.get(host + ' ' + meta.session());
    if (session == null && isStatus(meta, r.value())) {
      session = new Session(host, meta.session());
      sessions.put(host + ' ' + meta.session(), session);
    }
    if (session != null) {
      session.take(meta, r.value());
      if (isStatus(meta, r.value())) {
        left(host, Json.read(r.value(), Status.class));
      }
    }
  }

  private void left(String host, Status status) {
    if (status.leftBehind() != null) {
      for (LeftBehind left : status.leftBehind()) {
        sessions.values().stream()
            .filter(s -> s.host.equals(host) && s.group.equals(left.group()))
            .forEach(
                s ->
                    s.handedToKilled =
                        left.cpus().stream().mapToLong(CpuCounter::readEvents).sum());
      }
    }
  }

  private static boolean isStatus(RawMeta meta, byte[] value) {
    if (meta.type() != RecordType.STATUS) {
      return false;
    }
    try {
      Json.read(value, Status.class).probes().forEach(p -> ProbeDefinition.parse(p.definition()));
      return true;
    } catch (IllegalArgumentException e) {
      return false; // damaged
    }
  }

  /** A value that was cut short ends within a line, which then is no line. */
  private static String wholeLines(byte[] value) {
    String text = new String(value, StandardCharsets.ISO_8859_1);
    return text.substring(0, text.lastIndexOf('\n') + 1);
  }
}
