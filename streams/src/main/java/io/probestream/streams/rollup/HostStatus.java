package io.probestream.streams.rollup;

import io.probestream.schemas.Json;
import io.probestream.schemas.raw.Status;
import java.nio.charset.StandardCharsets;

/**
 * The newest status record of a host.
 *
 * @param host the host
 * @param session the collector's run
 * @param startMs wall clock at the session's start
 * @param recordMs timestamp of the record
 * @param json the record's value
 */
@SuppressWarnings("ArrayRecordComponent") // handed on, never compared
public record HostStatus(String host, String session, long startMs, long recordMs, byte[] json) {
  private static final int VERSION = 1;

  /** What the record says. */
  public Status status() {
    return Json.read(json, Status.class);
  }

  byte[] pack() {
    return new PackWriter()
        .put(VERSION)
        .text(session)
        .number(startMs)
        .number(recordMs)
        .text(new String(json, StandardCharsets.UTF_8))
        .bytes();
  }

  static HostStatus unpack(String host, byte[] bytes) {
    PackReader in = new PackReader(bytes).version(VERSION);
    return new HostStatus(
        host, in.text(), in.number(), in.number(), in.text().getBytes(StandardCharsets.UTF_8));
  }
}
