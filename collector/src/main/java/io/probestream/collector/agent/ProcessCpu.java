package io.probestream.collector.agent;

import io.probestream.collector.tracefs.FileTracefsIo;
import io.probestream.collector.tracefs.TracefsIo;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.LongSupplier;

/**
 * CPU time of this process, all threads, user and kernel, in ns; -1 where it is not told. A look is
 * one pread of {@code /proc/self/stat}, which counts in ticks of 10 ms (USER_HZ).
 */
final class ProcessCpu implements LongSupplier {
  private static final long NS_PER_TICK = 10_000_000;

  /** Behind the name in parentheses, which may hold anything, stand state, ppid, ... (proc.5). */
  private static final int UTIME = 11;

  private final Path stat;
  private TracefsIo.Rereadable file;

  ProcessCpu(Path stat) {
    this.stat = stat;
  }

  @Override
  public long getAsLong() {
    try {
      if (file == null) {
        file = new FileTracefsIo().open(stat); // for as long as the process lives
      }
      String text = file.read();
      String[] fields = text.substring(text.lastIndexOf(')') + 2).split(" ", UTIME + 3);
      return (Long.parseLong(fields[UTIME]) + Long.parseLong(fields[UTIME + 1])) * NS_PER_TICK;
    } catch (IOException | RuntimeException e) {
      return -1; // Without /proc; the budget of CPU is then not watched, which the caller says.
    }
  }
}
