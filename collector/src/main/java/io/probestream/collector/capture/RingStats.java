package io.probestream.collector.capture;

import io.probestream.collector.tracefs.CpuStats;
import io.probestream.collector.tracefs.CpuStatsFile;
import io.probestream.schemas.raw.CpuCounter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The statistics of an instance's ring buffer, kept open: one pread per CPU and look. */
public final class RingStats implements AutoCloseable {
  private final List<CpuStatsFile> files;

  public RingStats(List<CpuStatsFile> files) {
    this.files = List.copyOf(files);
  }

  /** The numbers of the CPUs, in the order of a look. */
  public int[] cpuNumbers() {
    return files.stream().mapToInt(CpuStatsFile::cpu).toArray();
  }

  /** Looks at every CPU. */
  RingPass pass() {
    List<CpuCounter> cpus = new ArrayList<>(files.size());
    long fromNs = traceClockNs();
    long toNs = fromNs;
    for (CpuStatsFile file : files) {
      String text = file.read();
      toNs = Math.max(toNs, CpuStats.now(text));
      cpus.add(CpuStats.parse(file.cpu(), text));
    }
    return new RingPass(fromNs, toNs, cpus);
  }

  /** The counters of every CPU now. */
  public List<CpuCounter> cpus() {
    return pass().cpus();
  }

  /** The trace clock now, at a resolution of 1 µs. */
  public long traceClockNs() {
    return CpuStats.now(files.get(0).read());
  }

  /** The statistics of every CPU as the kernel prints them, by CPU. */
  public Map<Integer, String> texts() {
    Map<Integer, String> texts = new TreeMap<>();
    files.forEach(f -> texts.put(f.cpu(), f.read()));
    return texts;
  }

  @Override
  public void close() {
    files.forEach(CpuStatsFile::close);
  }
}
