package io.probestream.bench;

import io.probestream.cli.capture.CaptureFile;
import io.probestream.cli.capture.CaptureRecord;
import io.probestream.cli.capture.CaptureSession;
import io.probestream.cli.capture.CaptureSource;
import io.probestream.schemas.raw.RecordType;
import io.probestream.streams.engine.EngineConfig;
import io.probestream.streams.engine.HostEngine;
import io.probestream.streams.engine.RawRecord;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/** One host's engine over a capture in memory; an operation is the whole capture. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class EngineBenchmark {
  private static final long TIMESTAMP_MS = 4_102_444_800_000L;

  /** A capture, as {@code analyze} takes it. */
  @Param("")
  public String file;

  /** Length of the windows: what is allocated is theirs, so that one of an hour shows the rest. */
  @Param("1000")
  public long windowMs;

  private final List<RawRecord> records = new ArrayList<>();

  @Setup
  public void read() throws Exception {
    try (CaptureSource source = CaptureSource.open(CaptureFile.of(file))) {
      CaptureRecord record = source.next();
      CaptureSession session =
          CaptureSession.startingAt("bench", new UUID(0, 0), 0, source.first());
      for (; record != null; record = source.next()) {
        records.add(session.raw(record, TIMESTAMP_MS));
      }
    }
  }

  /** Parse, pair, window, account. */
  @Benchmark
  public long engine() {
    HostEngine engine = new HostEngine("bench", new EngineConfig(windowMs, 0, 10_000, 2));
    CountingSink sink = new CountingSink();
    for (RawRecord record : records) {
      engine.accept(record, sink);
    }
    engine.end(sink);
    return sink.records;
  }

  /** The least that a tool with a String for each line allocates. */
  @Benchmark
  public void stringPerLine(Blackhole hole) {
    for (RawRecord record : records) {
      if (record.meta().type() != RecordType.LINES) {
        continue;
      }
      byte[] bytes = record.value();
      for (int from = 0, to; from < bytes.length; from = to + 1) {
        to = from;
        while (bytes[to] != '\n') {
          to++;
        }
        hole.consume(new String(bytes, from, to - from, StandardCharsets.ISO_8859_1));
      }
    }
  }
}
