package io.probestream.collector.fake;

import io.probestream.collector.publish.RecordSink;
import io.probestream.collector.publish.Undelivered;
import io.probestream.schemas.Json;
import io.probestream.schemas.raw.Counters;
import io.probestream.schemas.raw.RawMeta;
import io.probestream.schemas.raw.RecordType;
import io.probestream.schemas.raw.Status;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Keeps what it is given. */
public final class FakeSink implements RecordSink {
  /** One record as it was given. */
  public record Sent(RawMeta meta, String value, long timestampMs) {
    public Status status() {
      return Json.read(value.getBytes(StandardCharsets.UTF_8), Status.class);
    }

    public Counters counters() {
      return Json.read(value.getBytes(StandardCharsets.UTF_8), Counters.class);
    }
  }

  public final List<Sent> sent = new ArrayList<>();
  public boolean room = true;
  public boolean closed;
  public long undelivered;

  public List<Sent> of(RecordType type) {
    return sent.stream().filter(s -> s.meta().type() == type).toList();
  }

  public Sent last() {
    return sent.get(sent.size() - 1);
  }

  @Override
  public boolean hasRoom() {
    return room;
  }

  @Override
  public void send(RawMeta meta, byte[] value, long timestampMs) {
    sent.add(new Sent(meta, new String(value, StandardCharsets.ISO_8859_1), timestampMs));
  }

  @Override
  public Undelivered close(long timeoutMs) {
    closed = true;
    return new Undelivered(undelivered, undelivered);
  }
}
