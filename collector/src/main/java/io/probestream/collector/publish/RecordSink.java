package io.probestream.collector.publish;

import io.probestream.schemas.raw.RawMeta;

/**
 * Takes the records of a session in order. {@link #send} never blocks; what it is given is in
 * memory until it is delivered, so the caller asks {@link #hasRoom} before it reads more lines.
 * Called by one thread.
 */
public interface RecordSink {
  /** Whether more may be read: false once the sink holds as much undelivered data as it may. */
  boolean hasRoom();

  /**
   * Takes one record.
   *
   * @param value owned by the sink from now on
   * @param timestampMs wall clock at the read
   * @throws io.probestream.collector.CollectorException if the sink can never deliver again
   */
  void send(RawMeta meta, byte[] value, long timestampMs);

  /**
   * Delivers what is held, for at most {@code timeoutMs}, and closes. May be called twice.
   *
   * @return what was not delivered
   */
  Undelivered close(long timeoutMs);
}
