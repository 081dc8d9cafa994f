package io.probestream.schemas.window;

import static io.probestream.schemas.Checks.present;

/**
 * One of the slowest calls of a window, with the way to its raw lines.
 *
 * @param host where it happened
 * @param durationNs from entry to return
 * @param endNs its return, nanoseconds since the epoch
 * @param pid the task's id
 * @param task the task's name as printed, control characters and non-ASCII bytes as {@code \xNN}
 * @param cpu the CPU of the return
 * @param partition raw partition; -1 outside Kafka
 * @param entryOffset offset of the raw record with the entry's line; -1 outside Kafka
 * @param returnOffset offset of the raw record with the return's line; -1 outside Kafka
 */
public record SlowCall(
    String host,
    long durationNs,
    long endNs,
    int pid,
    String task,
    int cpu,
    int partition,
    long entryOffset,
    long returnOffset) {
  public SlowCall {
    present(host, "host");
    present(task, "task");
  }
}
