package io.probestream.streams.engine;

import io.probestream.schemas.Json;
import io.probestream.schemas.raw.Counters;
import io.probestream.schemas.raw.Status;

/** Reads records that hold JSON; one that cannot be read is rejected, and null. */
final class JsonRecords {
  private final RejectSampler rejects;

  JsonRecords(RejectSampler rejects) {
    this.rejects = rejects;
  }

  Counters counters(RawRecord record, ResultSink out) {
    return parse(record, Counters.class, out);
  }

  Status status(RawRecord record, ResultSink out) {
    Status status = parse(record, Status.class, out);
    if (status != null) {
      try {
        Session.definitions(status);
      } catch (IllegalArgumentException e) {
        rejects.reject(record, "status: " + e.getMessage(), out);
        return null;
      }
    }
    return status;
  }

  private <T> T parse(RawRecord record, Class<T> type, ResultSink out) {
    try {
      return Json.read(record.value(), type);
    } catch (IllegalArgumentException e) {
      rejects.reject(record, e.getMessage(), out);
      return null;
    }
  }
}
