package io.probestream.schemas.window;

import static io.probestream.schemas.Checks.present;

/**
 * Calls of a window that are of none of the values of a {@link Breakdown}.
 *
 * @param count calls
 * @param sumNs sum of their durations
 * @param errors returns in -4095…-1
 * @param histogram see {@link io.probestream.schemas.Histograms}
 */
public record BreakdownOther(long count, long sumNs, long errors, String histogram) {
  public BreakdownOther {
    present(histogram, "histogram");
  }
}
