package io.probestream.collector.publish;

import io.probestream.schemas.raw.RawMeta;
import java.util.List;

/** Several sinks as one; the slowest decides whether there is room. */
public final class SinkTee implements RecordSink {
  private final List<RecordSink> sinks;

  public SinkTee(List<RecordSink> sinks) {
    this.sinks = List.copyOf(sinks);
  }

  @Override
  public boolean hasRoom() {
    for (RecordSink sink : sinks) {
      if (!sink.hasRoom()) {
        return false;
      }
    }
    return true;
  }

  @Override
  public void send(RawMeta meta, byte[] value, long timestampMs) {
    sinks.forEach(s -> s.send(meta, value, timestampMs));
  }

  @Override
  public Undelivered close(long timeoutMs) {
    return sinks.stream().map(s -> s.close(timeoutMs)).reduce(Undelivered.NONE, Undelivered::plus);
  }
}
