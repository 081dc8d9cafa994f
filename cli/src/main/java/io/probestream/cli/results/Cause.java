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
 * @param brief what it means, where there is little room
 * @param advice what it means and what to try
 */
public record Cause(String name, long count, boolean isLoss, String brief, String advice) {

  /** The causes that apply, in the order of the flow. */
  public static List<Cause> of(Causes c) {
    return Stream.of(
            loss(
                "ringLost",
                c.ringLost(),
                "ring buffer overran",
                "the ring buffer overran: enlarge it (--buffer-size) or trace less"),
            loss(
                "collectorDropped",
                c.collectorDropped(),
                "read but not sent",
                "read by the collector but not sent: see its messages"),
            loss(
                "transportLost",
                c.transportLost(),
                "sent, never arrived",
                "sent but never arrived: see the collector's Kafka settings"),
            loss(
                "malformed",
                c.malformed(),
                "see the rejects topic",
                "no trace lines: see the rejects topic"),
            loss(
                "late",
                c.late(),
                "its window was closed",
                "came after their window had closed: the host's clock, or a slow reader"),
            loss(
                "kernelMissed",
                c.kernelMissed(),
                "in a probe's handler",
                "hit while another probe's handler ran on that CPU"),
            loss(
                "returnMissed",
                c.returnMissed(),
                "nested, or maxactive",
                "nested, or no free instance: raise maxactive"),
            loss(
                "inferredMissed",
                c.inferredMissed(),
                "no counter admits it",
                "returns that must be missing though no counter admits it"),
            loss(
                "orphanEntry",
                c.orphanEntry(),
                "calls without a return",
                "calls that turned out to have no return"),
            loss(
                "orphanReturn",
                c.orphanReturn(),
                "begun before the trace",
                "calls that began before the trace, or whose entry was missed"),
            loss(
                "discarded",
                c.discarded(),
                "calls across a loss",
                "calls not measured because a loss or a clock step lies within"),
            new Cause(
                "duplicate", c.duplicate(), false, "counted once", "arrived twice, counted once"),
            new Cause(
                "reordered",
                c.reordered(),
                false,
                "came too late",
                "came behind later ones, and are among the transportLost"),
            loss(
                "hostConflict",
                c.hostConflict(),
                "two claim this host",
                "two collectors claim this host: give one another --host"),
            loss(
                "clockAhead",
                c.clockAhead(),
                "dated in the future",
                "dated in the future: check the host's clock"),
            new Cause(
                "overLimit",
                c.overLimit(),
                false,
                "beyond a limit",
                "beyond a limit: counted together as (other), or calls given up; see limits of the"
                    + " streams configuration"))
        .filter(cause -> cause.count > 0)
        .toList();
  }

  private static Cause loss(String name, long count, String brief, String advice) {
    return new Cause(name, count, true, brief, advice);
  }
}
