package io.probestream.streams.topology;

import io.probestream.schemas.Json;
import io.probestream.schemas.probe.Pairs;
import io.probestream.schemas.probe.ProbeDefinition;
import io.probestream.schemas.raw.Counters;
import io.probestream.schemas.raw.Form;
import io.probestream.schemas.raw.ProbeStatus;
import io.probestream.schemas.raw.RawMeta;
import io.probestream.schemas.raw.RecordType;
import io.probestream.schemas.raw.Status;
import io.probestream.schemas.raw.Tick;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.streams.test.TestRecord;

/** Writes what the collector of one host would publish. Its trace clock is the epoch. */
final class RawHost {
  private static final List<ProbeDefinition> PROBES =
      ProbeDefinition.parseAll(
          """
          p:ps/w vfs_write sp=$stack
          r10:ps/w_ret vfs_write ret=$retval:s64 sp=$stack
          """);

  private final String name;
  private String session;
  private List<ProbeDefinition> probes = PROBES;
  private String probe = "w";
  private Map<String, String> labels = Map.of();
  private long seq;
  private long line;

  RawHost(String name) {
    this.name = name;
    this.session = "s-" + name;
  }

  TestRecord<String, byte[]> open(long nowMs) {
    return status(nowMs, false);
  }

  /** The collector ends its session, all lines being read. */
  TestRecord<String, byte[]> close(long nowMs) {
    return status(nowMs, true);
  }

  private TestRecord<String, byte[]> status(long nowMs, boolean closing) {
    List<ProbeStatus> probes =
        this.probes.stream()
            .map(
                d ->
                    new ProbeStatus(
                        d.event(),
                        d.group(),
                        d.kind().wireName(),
                        d.text(),
                        ProbeStatus.ENABLED,
                        null))
            .toList();
    Status status =
        new Status(
            name,
            nowMs,
            "boot",
            "6.1.0",
            "x86_64",
            "boot",
            Status.NS,
            1_000,
            "trace_pipe",
            "kernel",
            labels,
            true,
            probes,
            Pairs.of(this.probes),
            Counters.none(),
            closing);
    return record(RecordType.STATUS, Json.bytes(status), 0, nowMs, nowMs);
  }

  /** Its next status says so. */
  RawHost labelled(Map<String, String> newLabels) {
    labels = newLabels;
    return this;
  }

  /** The collector starts again, with one probe pair of that name. */
  void session(String id, String probeName) {
    session = id;
    seq = 0;
    line = 0;
    probe = probeName;
    probes =
        ProbeDefinition.parseAll(
            "p:ps/%1$s vfs_write sp=$stack\nr10:ps/%1$s_ret vfs_write ret=$retval:s64 sp=$stack\n"
                .formatted(probeName));
  }

  /** One call by a task of its own, and an entry by another that never returns. */
  TestRecord<String, byte[]> callOf(int pid, long endMs, long watermarkMs) {
    long us = endMs * 1_000;
    String lines =
        line(2 * pid, us - 70, probe + ": (vfs_write+0x0/0x3f0) sp=0xffffd29140013d28")
            + line(2 * pid + 1, us - 60, probe + ": (vfs_write+0x0/0x3f0) sp=0xffffd29140013d28")
            + line(
                2 * pid,
                us,
                probe + "_ret: (ksys_write+0x6b/0xf0 <- vfs_write) ret=1 sp=0xffffd29140013d30");
    return record(
        RecordType.LINES, lines.getBytes(StandardCharsets.US_ASCII), 3, watermarkMs, watermarkMs);
  }

  /** One call of {@code vfs_write} that ends at {@code endMs}, and the watermark behind it. */
  TestRecord<String, byte[]> call(long endMs, long durationUs, long watermarkMs) {
    long endUs = endMs * 1_000;
    String lines =
        line(endUs - durationUs, "w: (vfs_write+0x0/0x3f0) sp=0xffffd29140013d28")
            + line(endUs, "w_ret: (ksys_write+0x6b/0xf0 <- vfs_write) ret=1 sp=0xffffd29140013d30");
    return record(
        RecordType.LINES, lines.getBytes(StandardCharsets.US_ASCII), 2, watermarkMs, watermarkMs);
  }

  TestRecord<String, byte[]> watermark(long watermarkMs) {
    return record(RecordType.LINES, new byte[0], 0, watermarkMs, watermarkMs);
  }

  static TestRecord<String, byte[]> tick(long timeMs) {
    return tick(timeMs, timeMs);
  }

  static TestRecord<String, byte[]> tick(long timeMs, long recordMs) {
    return new TestRecord<>(
        null, Json.bytes(new Tick(timeMs)), RawMeta.tick().toHeaders(), recordMs);
  }

  private TestRecord<String, byte[]> record(
      RecordType type, byte[] value, int lines, long nowMs, long watermarkMs) {
    RawMeta meta =
        new RawMeta(type, session, seq++, line, lines, 0, watermarkMs * 1_000_000, Form.KERNEL);
    line += lines;
    return new TestRecord<>(name, value, meta.toHeaders(), nowMs);
  }

  private static String line(long us, String event) {
    return line(7, us, event);
  }

  private static String line(int pid, long us, String event) {
    return String.format(
        Locale.ROOT,
        "%16s-%-7d [000] ..... %5d.%06d: %s%n",
        "task",
        pid,
        us / 1_000_000,
        us % 1_000_000,
        event);
  }
}
