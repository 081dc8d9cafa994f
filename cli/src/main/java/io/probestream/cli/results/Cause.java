package io.probestream.cli.results;

import io.probestream.schemas.window.Causes;
import java.util.List;
import java.util.stream.Stream;

/**
 * One reason why events are missing, with its count and what to do about it.
 *
 * @param name as in {@link Causes}
 * @param count how many
 * @param isLoss false where nothing that the kernel recorded is missing from the counts
 * @param advice what it means and what to try, in a few words
 */
public record Cause(String name, long count, boolean isLoss, String advice) {

  /** The causes that apply, in the order of the flow. */
  public static List<Cause> of(Causes c) {
    return Stream.of(
            loss("ringLost", c.ringLost(), "ring buffer overran; enlarge it"),
            loss("collectorDropped", c.collectorDropped(), "read but not sent"),
            loss("transportLost", c.transportLost(), "sent, never arrived"),
            loss("malformed", c.malformed(), "no trace lines; see rejects"),
            loss("late", c.late(), "after their window had closed"),
            loss("kernelMissed", c.kernelMissed(), "hit in another probe's handler"),
            loss("returnMissed", c.returnMissed(), "nested, or raise maxactive"),
            loss("inferredMissed", c.inferredMissed(), "returns no counter admits"),
            loss("orphanEntry", c.orphanEntry(), "calls without a return"),
            loss("orphanReturn", c.orphanReturn(), "calls begun before the trace"),
            loss("discarded", c.discarded(), "calls across a loss"),
            new Cause("duplicate", c.duplicate(), false, "arrived twice, counted once"),
            loss("hostConflict", c.hostConflict(), "two collectors, one host name"),
            loss("clockAhead", c.clockAhead(), "dated in the future"))
        .filter(cause -> cause.count > 0)
        .toList();
  }

  private static Cause loss(String name, long count, String advice) {
    return new Cause(name, count, true, advice);
  }
}
