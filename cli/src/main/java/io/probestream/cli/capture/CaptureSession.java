package io.probestream.cli.capture;

import static io.probestream.schemas.Checks.notNegative;
import static io.probestream.schemas.Checks.present;

import io.probestream.schemas.Hosts;
import io.probestream.schemas.Json;
import io.probestream.schemas.raw.RawMeta;
import io.probestream.schemas.raw.Status;
import io.probestream.streams.engine.RawRecord;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Who publishes a capture: the same capture under the same session gives the same records.
 *
 * @param host key of the records
 * @param session a UUID
 * @param clockOffsetNs realtime minus trace clock
 * @param startMs wall clock at the session's start, where its first line lies; a later session of a
 *     host wins
 * @param labels of the host, where the capture's status has none
 */
public record CaptureSession(
    String host, UUID session, long clockOffsetNs, long startMs, Map<String, String> labels) {
  private static final long NS_PER_MS = 1_000_000;

  public CaptureSession {
    Hosts.check(host);
    present(session, "session");
    notNegative(startMs, "startMs");
    labels = Map.copyOf(labels);
  }

  /** One of a host without labels. */
  public CaptureSession(String host, UUID session, long clockOffsetNs, long startMs) {
    this(host, session, clockOffsetNs, startMs, Map.of());
  }

  /** The same of a host with labels. */
  public CaptureSession labelled(Map<String, String> hostLabels) {
    return new CaptureSession(host, session, clockOffsetNs, startMs, hostLabels);
  }

  /** A session that starts where the first line of a capture lies. */
  public static CaptureSession startingAt(
      String host, UUID session, long clockOffsetNs, long firstNs) {
    long startMs = Math.max(0, Math.floorDiv(firstNs + clockOffsetNs, NS_PER_MS));
    return new CaptureSession(host, session, clockOffsetNs, startMs);
  }

  /** The record as this host publishes it; partition and offset are not known yet. */
  public RawRecord raw(CaptureRecord record, long timestampMs) {
    RawMeta meta =
        new RawMeta(
            record.type(),
            session.toString(),
            record.seq(),
            record.firstLine(),
            record.lines(),
            clockOffsetNs,
            record.watermark(),
            record.form());
    byte[] value =
        record.status() == null ? record.value() : Json.bytes(ofThisHost(record.status()));
    return new RawRecord(meta, value, timestampMs, -1, -1);
  }

  private Status ofThisHost(Status s) {
    Map<String, String> all = new TreeMap<>(labels);
    all.putAll(s.labels());
    return new Status(
        host,
        startMs,
        s.bootId(),
        s.kernelRelease(),
        s.arch(),
        s.clock(),
        s.clockUnit(),
        s.clockResolutionNs(),
        s.capture(),
        s.form(),
        all,
        s.definitionsKnown(),
        s.probes(),
        s.pairs(),
        s.counters(),
        s.closing(),
        s.overwrite(),
        s.leftBehind());
  }
}
