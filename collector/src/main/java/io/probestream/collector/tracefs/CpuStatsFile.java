package io.probestream.collector.tracefs;

import io.probestream.collector.CollectorException;
import java.io.IOException;

/** An open {@code per_cpu/cpuN/stats}. Not thread-safe. */
public final class CpuStatsFile implements AutoCloseable {
  private final int cpu;
  private final TracefsIo.Rereadable file;

  CpuStatsFile(int cpu, TracefsIo.Rereadable file) {
    this.cpu = cpu;
    this.file = file;
  }

  public int cpu() {
    return cpu;
  }

  /** The statistics now, as the kernel prints them. */
  public String read() {
    try {
      return file.read();
    } catch (IOException e) {
      throw CollectorException.of(
          "cannot read the statistics of CPU " + cpu,
          e,
          "was the tracefs instance removed by somebody else?");
    }
  }

  @Override
  public void close() {
    try {
      file.close();
    } catch (IOException e) {
      throw CollectorException.of("cannot close the statistics of CPU " + cpu, e, "try again");
    }
  }
}
