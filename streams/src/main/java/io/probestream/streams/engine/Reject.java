package io.probestream.streams.engine;

import static io.probestream.schemas.Checks.present;

/**
 * A line or record that could not be used, for the {@code rejects} topic.
 *
 * @param host key of the record
 * @param value the rejected bytes, at most 4 KiB
 * @param reason in a few words
 * @param offset byte offset of the fault in the value
 * @param session session, or empty
 * @param seq sequence number of its record, or -1
 */
// A record's bytes are handed on, never compared.
@SuppressWarnings("ArrayRecordComponent")
public record Reject(
    String host, byte[] value, String reason, int offset, String session, long seq) {
  public Reject {
    present(host, "host");
    present(value, "value");
    present(reason, "reason");
  }
}
