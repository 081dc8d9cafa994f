package io.probestream.schemas.raw;

import static io.probestream.schemas.Checks.count;
import static io.probestream.schemas.Checks.notNegative;

/**
 * What {@code per_cpu/cpuN/stats} counts, cumulative since the buffer was cleared
 * (tracing_stats_read).
 *
 * @param cpu the CPU's number
 * @param entries records in the buffer now
 * @param overrun records overwritten before they were read
 * @param dropped records refused because the buffer was full (overwrite=0)
 * @param readEvents records handed out to a consuming reader
 * @param bytes bytes in the buffer now
 */
public record CpuCounter(
    int cpu, long entries, long overrun, long dropped, long readEvents, long bytes) {
  public CpuCounter {
    notNegative(cpu, "cpu");
    count(entries, "entries");
    count(overrun, "overrun");
    count(dropped, "dropped");
    count(readEvents, "readEvents");
    count(bytes, "bytes");
  }
}
