package io.probestream.collector.capture;

import io.probestream.schemas.raw.Counters;
import io.probestream.schemas.raw.Status;

/** Makes a status record of what the loop knows. */
@FunctionalInterface
public interface StatusSource {
  Status status(long startMs, long clockOffsetNs, Counters counters, boolean closing);
}
