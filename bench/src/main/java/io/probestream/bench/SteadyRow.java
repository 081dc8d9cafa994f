package io.probestream.bench;

import io.probestream.cli.Failure;
import io.probestream.cli.analyze.Analysis;
import io.probestream.cli.capture.CaptureFile;
import io.probestream.streams.engine.EngineConfig;
import io.probestream.streams.engine.RunSummary;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.UUID;

/**
 * The analysis of a file in a warm JVM (parse, pair, windows, ledger), beside a loop that reads the
 * same file and touches each byte. Cost is the CPU time of this process.
 */
final class SteadyRow implements Row {
  private static final int BUFFER_BYTES = 256 << 10;

  @Override
  public String name() {
    return "analyze-steady";
  }

  @Override
  public String title() {
    return "analysis in a warm JVM beside a loop over the bytes (CPU time)";
  }

  @Override
  public Bound bound() {
    return Bound.speed(0.1);
  }

  @Override
  public int warmups() {
    return 2;
  }

  @Override
  public Sides prepare(Site site) throws IOException {
    Input input = site.analyzed();
    return Row.sides(() -> analyze(input), () -> bytes(input));
  }

  private static Sample analyze(Input input) throws InterruptedException {
    Analysis analysis = new Analysis("bench", new UUID(0, 0), 0, EngineConfig.standard(), false, 1);
    long startNs = cpuNs();
    RunSummary found =
        analysis.run(CaptureFile.of(input.file().toString()), new CountingSink(), source -> {});
    Sample sample = new Sample(found.lines(), cpuNs() - startNs);
    check(found.lines(), input);
    return sample;
  }

  private static Sample bytes(Input input) throws IOException {
    long startNs = cpuNs();
    long lines = newlines(input.file());
    Sample sample = new Sample(lines, cpuNs() - startNs);
    check(lines, input);
    return sample;
  }

  private static void check(long lines, Input input) {
    if (lines != input.lines()) {
      throw new Failure("read " + lines + " lines where " + input.lines() + " are");
    }
  }

  private static long newlines(Path file) throws IOException {
    byte[] buffer = new byte[BUFFER_BYTES];
    long lines = 0;
    try (FileChannel channel = FileChannel.open(file)) {
      for (int n; (n = channel.read(ByteBuffer.wrap(buffer))) > 0; ) {
        lines += newlines(buffer, n);
      }
    }
    return lines;
  }

  /** One byte after the other, as a parser must. */
  static long newlines(byte[] bytes, int length) {
    long lines = 0;
    for (int i = 0; i < length; i++) {
      if (bytes[i] == '\n') {
        lines++;
      }
    }
    return lines;
  }

  private static long cpuNs() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }
}
