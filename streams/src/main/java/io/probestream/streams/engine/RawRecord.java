package io.probestream.streams.engine;

import static io.probestream.schemas.Checks.present;

import io.probestream.schemas.raw.RawMeta;
import io.probestream.streams.parse.LineBatch;
import io.probestream.streams.parse.LineParser;

/**
 * One record of the raw topic. The value is shared, not copied: nobody writes into it.
 *
 * @param meta its headers
 * @param value lines, or JSON
 * @param timestampMs record timestamp: wall clock at the read
 * @param partition raw partition; -1 outside Kafka
 * @param offset its offset; -1 outside Kafka
 * @param parsed what its lines are, where {@link HostEngine#parserAhead} has parsed them; else null
 */
// A record's bytes are handed on, never compared.
@SuppressWarnings("ArrayRecordComponent")
public record RawRecord(
    RawMeta meta, byte[] value, long timestampMs, int partition, long offset, LineBatch parsed) {
  public RawRecord {
    present(meta, "meta");
    present(value, "value");
  }

  /** A record that nobody has parsed. */
  public RawRecord(RawMeta meta, byte[] value, long timestampMs, int partition, long offset) {
    this(meta, value, timestampMs, partition, offset, null);
  }

  /** This record of lines, parsed out of turn into {@code lines}, which it keeps. */
  public RawRecord parsedBy(LineParser parser, LineBatch lines) {
    parser.setForm(meta.form());
    parser.parseAhead(value, lines);
    return new RawRecord(meta, value, timestampMs, partition, offset, lines);
  }
}
