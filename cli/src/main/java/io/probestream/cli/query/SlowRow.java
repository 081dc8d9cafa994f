package io.probestream.cli.query;

import io.probestream.cli.results.RawLines;
import io.probestream.schemas.window.SlowCall;

/**
 * One slow call with its raw lines.
 *
 * @param host where it happened
 * @param function the pair's function
 * @param unit {@code ns} or {@code ticks}
 * @param durationNs from entry to return
 * @param endNs its return, nanoseconds since the epoch
 * @param pid the task's id
 * @param task the task's name
 * @param cpu the CPU of the return
 * @param partition raw partition
 * @param entryOffset offset of the record with the entry's line
 * @param returnOffset offset of the record with the return's line
 * @param entryLine as printed by the kernel; null where the record is gone
 * @param returnLine likewise
 */
record SlowRow(
    String host,
    String function,
    String unit,
    long durationNs,
    long endNs,
    int pid,
    String task,
    int cpu,
    int partition,
    long entryOffset,
    long returnOffset,
    String entryLine,
    String returnLine) {

  static SlowRow of(SlowCalls.Slow slow, RawLines.Lines lines) {
    SlowCall c = slow.call();
    return new SlowRow(
        c.host(),
        slow.function(),
        slow.unit(),
        c.durationNs(),
        c.endNs(),
        c.pid(),
        c.task(),
        c.cpu(),
        c.partition(),
        c.entryOffset(),
        c.returnOffset(),
        lines.entry(),
        lines.returned());
  }
}
