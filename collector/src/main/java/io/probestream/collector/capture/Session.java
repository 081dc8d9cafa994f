package io.probestream.collector.capture;

import io.probestream.collector.publish.RecordSink;
import io.probestream.schemas.raw.AgentCounters;
import io.probestream.schemas.raw.Counters;
import io.probestream.schemas.raw.Form;
import io.probestream.schemas.raw.RawMeta;
import io.probestream.schemas.raw.RecordJson;
import io.probestream.schemas.raw.RecordType;
import io.probestream.schemas.raw.Status;

/** Gives the records of one session their numbers. Not thread-safe. */
final class Session {
  private final String id;
  private final long startMs;
  private final long clockOffsetNs;
  private final Form form;
  private final RecordSink sink;
  private long seq;
  private long linesRead;
  private long bytesRead;
  private long linesPublished;
  private long bytesPublished;
  private long linesDropped;
  private long bytesSkipped;

  /**
   * A session that has sent nothing yet.
   *
   * @param id a UUID
   * @param startMs wall clock
   * @param clockOffsetNs realtime minus trace clock
   * @param form of its lines
   */
  Session(String id, long startMs, long clockOffsetNs, Form form, RecordSink sink) {
    this.id = id;
    this.startMs = startMs;
    this.clockOffsetNs = clockOffsetNs;
    this.form = form;
    this.sink = sink;
  }

  long startMs() {
    return startMs;
  }

  long clockOffsetNs() {
    return clockOffsetNs;
  }

  void onRead(long lines, long bytes, long dropped) {
    linesRead += lines;
    bytesRead += bytes;
    linesDropped += dropped;
  }

  /** Bytes of pages that were read and not understood. */
  void onSkipped(long bytes) {
    bytesRead += bytes;
    bytesSkipped += bytes;
  }

  /** The agent's own counters for this session. */
  AgentCounters agent() {
    return new AgentCounters(
        linesRead,
        bytesRead,
        linesPublished,
        bytesPublished,
        linesDropped,
        form == Form.ESCAPED ? (Long) bytesSkipped : null);
  }

  void lines(LineBuffer.Chunk chunk, long watermarkNs, long timestampMs) {
    send(RecordType.LINES, chunk.lines(), chunk.bytes(), watermarkNs, timestampMs);
    linesPublished += chunk.lines();
    bytesPublished += chunk.bytes().length;
  }

  void counters(Counters counters, long watermarkNs, long timestampMs) {
    send(RecordType.COUNTERS, 0, RecordJson.bytes(counters), watermarkNs, timestampMs);
  }

  void status(Status status, long watermarkNs, long timestampMs) {
    send(RecordType.STATUS, 0, RecordJson.bytes(status), watermarkNs, timestampMs);
  }

  private void send(RecordType type, int lines, byte[] value, long watermarkNs, long timestampMs) {
    sink.send(
        new RawMeta(type, id, seq, linesPublished, lines, clockOffsetNs, watermarkNs, form),
        value,
        timestampMs);
    seq++;
  }
}
