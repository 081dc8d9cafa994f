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
  private long seq;
  private long line;

  RawHost(String name) {
    this.name = name;
  }

  TestRecord<String, byte[]> open(long nowMs) {
    List<ProbeStatus> probes =
        PROBES.stream()
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
            Map.of(),
            true,
            probes,
            Pairs.of(PROBES),
            Counters.none(),
            false);
    return record(RecordType.STATUS, Json.bytes(status), 0, nowMs, nowMs);
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
        new RawMeta(type, "s-" + name, seq++, line, lines, 0, watermarkMs * 1_000_000, Form.KERNEL);
    line += lines;
    return new TestRecord<>(name, value, meta.toHeaders(), nowMs);
  }

  private static String line(long us, String event) {
    return String.format(
        Locale.ROOT,
        "%16s-%-7d [000] ..... %5d.%06d: %s%n",
        "task",
        7,
        us / 1_000_000,
        us % 1_000_000,
        event);
  }
}
