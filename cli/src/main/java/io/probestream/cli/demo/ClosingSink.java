package io.probestream.cli.demo;

import io.probestream.collector.publish.RecordSink;
import io.probestream.collector.publish.Undelivered;
import io.probestream.schemas.Json;
import io.probestream.schemas.raw.RawMeta;
import io.probestream.schemas.raw.RecordType;
import io.probestream.schemas.raw.Status;
import java.util.Set;

/** Passes a collector's records on, and notes the last session that was closed. */
final class ClosingSink implements RecordSink {
  private final RecordSink sink;
  private volatile Set<String> closed = Set.of();

  ClosingSink(RecordSink sink) {
    this.sink = sink;
  }

  @Override
  public boolean hasRoom() {
    return sink.hasRoom();
  }

  @Override
  public void send(RawMeta meta, byte[] value, long timestampMs) {
    // One or two a minute.
    boolean closing = meta.type() == RecordType.STATUS && Json.read(value, Status.class).closing();
    sink.send(meta, value, timestampMs);
    if (closing) {
      closed = Set.of(meta.session());
    }
  }

  @Override
  public Undelivered close(long timeoutMs) {
    return sink.close(timeoutMs);
  }

  /** The last closed session, if any. For any thread. */
  Set<String> closedSessions() {
    return closed;
  }
}
