package io.probestream.cli.results;

import io.probestream.cli.KafkaOptions;
import io.probestream.schemas.Json;
import io.probestream.schemas.raw.RawMeta;
import io.probestream.schemas.raw.RecordType;
import io.probestream.schemas.raw.Status;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * The newest status record of every host, from the raw topic. Where two collectors claim a host it
 * is that of the one that started later, as for the streams application. Not thread-safe.
 */
public final class RawStatuses implements AutoCloseable {
  /** A host says what it is every 60 s; this long suffices for every live one. */
  public static final long LIVE_MS = 75_000;

  /** About 1 GiB at 64 KiB each: beyond that only live hosts are looked for. */
  static final long MOST_RECORDS = 16_384;

  /**
   * A status and when it was sent.
   *
   * @param session the collector's run
   * @param timestampMs wall clock of the record
   */
  public record Seen(String session, long timestampMs, Status status) {}

  private final TopicTail tail;
  private final Map<String, Seen> newest = new TreeMap<>();

  /** What sessions said that had lost their host to another one. */
  private final Map<String, Seen> rivals = new HashMap<>();

  private final Set<String> superseded = new HashSet<>();

  private RawStatuses(TopicTail tail) {
    this.tail = tail;
  }

  /** Reads what is there since {@code sinceMs}, or since 75 s ago where that is too much. */
  public static RawStatuses read(KafkaOptions kafka, long sinceMs, long nowMs) {
    TopicTail tail = TopicTail.open(kafka, List.of(kafka.topics().raw()));
    RawStatuses statuses = new RawStatuses(tail);
    tail.seekToTime(sinceMs);
    if (tail.remaining() > MOST_RECORDS) {
      tail.seekToTime(Math.max(sinceMs, nowMs - LIVE_MS));
    }
    tail.drain(statuses::take);
    return statuses;
  }

  /** Takes what came since; without waiting. */
  public void refresh() {
    while (tail.poll(java.time.Duration.ZERO, this::take) > 0) {
      // until nothing more is there
    }
  }

  private void take(ConsumerRecord<byte[], byte[]> record) {
    try {
      RawMeta meta = RawMeta.of(record.headers());
      if (meta.type() == RecordType.STATUS && record.key() != null) {
        String host = new String(record.key(), StandardCharsets.UTF_8);
        Status status = Json.read(record.value(), Status.class);
        add(host, new Seen(meta.session(), record.timestamp(), status));
      }
    } catch (IllegalArgumentException e) {
      // No status of this version; the streams side has put it into the rejects topic.
      return;
    }
  }

  private void add(String host, Seen seen) {
    Seen current = newest.get(host);
    if (current != null && !current.session().equals(seen.session())) {
      boolean older = seen.status().startMs() < current.status().startMs();
      if (superseded.contains(seen.session()) || (older && !isOver(current, seen.timestampMs()))) {
        superseded.add(seen.session());
        rivals.put(host, seen);
        return;
      }
      superseded.add(current.session());
    }
    newest.put(host, seen);
  }

  private static boolean isOver(Seen seen, long nowMs) {
    return seen.status().closing() || nowMs - seen.timestampMs() > LIVE_MS;
  }

  /** Whether an older collector goes on claiming the host. */
  public boolean isContested(String host, long nowMs) {
    Seen rival = rivals.get(host);
    return rival != null && !isOver(rival, nowMs);
  }

  /** By host. */
  public Map<String, Seen> byHost() {
    return newest;
  }

  @Override
  public void close() {
    tail.close();
  }
}
