package io.probestream.schemas.window;

import static io.probestream.schemas.Checks.present;

/**
 * Calls of one task, or with one value of an argument. Times as in {@link LatencyWindow}.
 *
 * @param value the task's id in decimal, but its name where hosts are merged; else the argument as
 *     printed, without the quotes of a string, 128 characters at most
 * @param task the task's name, the last one known in the window; null where {@code value} is it, or
 *     an argument's
 * @param count calls
 * @param sumNs sum of their durations
 * @param minNs shortest
 * @param maxNs longest
 * @param errors returns in -4095…-1
 * @param histogram see {@link io.probestream.schemas.Histograms}
 */
public record BreakdownValue(
    String value,
    String task,
    long count,
    long sumNs,
    long minNs,
    long maxNs,
    long errors,
    String histogram) {
  public BreakdownValue {
    present(value, "value");
    present(histogram, "histogram");
  }
}
