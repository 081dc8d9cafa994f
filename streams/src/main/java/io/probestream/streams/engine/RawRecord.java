package io.probestream.streams.engine;

import static io.probestream.schemas.Checks.present;

import io.probestream.schemas.raw.RawMeta;

/**
 * One record of the raw topic. The value is shared, not copied: nobody writes into it.
 *
 * @param meta its headers
 * @param value lines, or JSON
 * @param timestampMs record timestamp: wall clock at the read
 * @param partition raw partition; -1 outside Kafka
 * @param offset its offset; -1 outside Kafka
 */
// A record's bytes are handed on, never compared.
@SuppressWarnings("ArrayRecordComponent")
public record RawRecord(RawMeta meta, byte[] value, long timestampMs, int partition, long offset) {
  public RawRecord {
    present(meta, "meta");
    present(value, "value");
  }
}
