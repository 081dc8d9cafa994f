package io.probestream.collector.capture;

import io.probestream.schemas.raw.CpuCounter;
import java.util.List;

/**
 * One look at the statistics of every CPU.
 *
 * @param fromNs trace clock before the first CPU was read
 * @param toNs trace clock when the last CPU was read
 * @param cpus in order
 */
record RingPass(long fromNs, long toNs, List<CpuCounter> cpus) {
  RingPass {
    cpus = List.copyOf(cpus);
  }

  /** Records waiting in all buffers. */
  long entries() {
    return cpus.stream().mapToLong(CpuCounter::entries).sum();
  }
}
