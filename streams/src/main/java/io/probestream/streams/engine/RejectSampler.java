package io.probestream.streams.engine;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * Hands on what could not be used, up to a rate by the records' own timestamps; beyond it rejects
 * are only counted, so that a topic full of garbage is not written twice.
 */
final class RejectSampler {
  static final int MAX_BYTES = 4096;
  static final int MAX_PER_SECOND = 100;

  private final String host;
  private long second;
  private int inThisSecond;

  RejectSampler(String host) {
    this.host = host;
  }

  /** The whole value of a record. */
  void reject(RawRecord record, String reason, ResultSink out) {
    reject(record, record.value(), 0, record.value().length, reason, 0, out);
  }

  /** Some of the bytes of a record. */
  void reject(
      RawRecord record,
      byte[] buffer,
      int from,
      int to,
      String reason,
      int offset,
      ResultSink out) {
    long now = Math.floorDiv(record.timestampMs(), 1_000);
    inThisSecond = now == second ? inThisSecond + 1 : 1;
    second = now;
    if (inThisSecond <= MAX_PER_SECOND) {
      out.reject(
          new Reject(
              host,
              Arrays.copyOfRange(buffer, from, Math.min(to, from + MAX_BYTES)),
              reason,
              offset,
              record.meta().session(),
              record.meta().seq()));
    }
  }

  void write(DataOutput out) throws IOException {
    out.writeLong(second);
    out.writeInt(inThisSecond);
  }

  void read(DataInput in) throws IOException {
    second = in.readLong();
    inThisSecond = in.readInt();
  }
}
