package io.probestream.collector.capture;

import io.probestream.schemas.raw.CpuCounter;
import java.util.List;

/**
 * The trace-clock time below which no further line will be read.
 *
 * <p>A look at the buffers is remembered with its clock value. Once, for every CPU, as many records
 * have been read since as were waiting then (or the buffer is empty), all of those are read or
 * overwritten: a consuming reader takes a CPU's records in order (rb_advance_reader). The
 * remembered clock value, less {@link #IN_FLIGHT_NS}, is then the watermark. This needs no buffer
 * to be empty, and no line can forge it.
 */
final class Watermark {
  /**
   * How long a record may take from its time stamp to its commit and still be waited for: a handler
   * may be interrupted, and the virtual CPU it runs on may be descheduled.
   */
  static final long IN_FLIGHT_NS = 100_000_000;

  private RingPass pending;
  private long valueNs;

  /** Starts at a clock value before which nothing can have been recorded. */
  Watermark(long startNs) {
    this.valueNs = startNs;
  }

  /**
   * Takes a look at the buffers; every line handed out by earlier reads must be in the caller's
   * hands. Returns whether the watermark moved.
   */
  boolean onPass(RingPass pass) {
    boolean moved = pending != null && covers(pending.cpus(), pass.cpus());
    if (moved) {
      raiseTo(pending.fromNs() - IN_FLIGHT_NS);
    }
    if (pending == null || moved) {
      pending = pass;
    }
    return moved;
  }

  /** At the end, when events are disabled and the buffers are empty. */
  void raiseTo(long ns) {
    valueNs = Math.max(valueNs, ns);
  }

  long valueNs() {
    return valueNs;
  }

  private static boolean covers(List<CpuCounter> before, List<CpuCounter> now) {
    for (int i = 0; i < before.size(); i++) {
      CpuCounter then = before.get(i);
      CpuCounter cpu = now.get(i);
      boolean read = cpu.readEvents() - then.readEvents() >= then.entries();
      if (!read && cpu.entries() > 0) {
        return false;
      }
    }
    return true;
  }
}
