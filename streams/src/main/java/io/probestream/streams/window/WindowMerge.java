package io.probestream.streams.window;

import java.io.DataOutput;
import java.io.IOException;

/**
 * The windows of many hosts for one probe or function and one time, merged without loss: in
 * whatever order they are added, the result is the window of all their events together. Counts add
 * up; completeness, quantiles and bounds are worked out anew from the sums. A host that is added
 * twice (two sessions in one window) counts as one host. Not thread-safe.
 */
public sealed interface WindowMerge permits RateMerge, LatencyMerge, MissedMerge {
  long startMs();

  long endMs();

  /** Writes the whole state; each kind has its own {@code read}. */
  void write(DataOutput out) throws IOException;
}
