package io.probestream.schemas.raw;

import static io.probestream.schemas.Checks.count;

/**
 * The collector's own counters, cumulative for the session. Law: {@code linesRead = linesPublished
 * + linesDropped + lines still in memory}.
 *
 * @param linesRead lines read from the kernel
 * @param bytesRead bytes read from the kernel
 * @param linesPublished lines that got a sequence number
 * @param bytesPublished bytes of these lines
 * @param linesDropped lines read that never got a sequence number
 * @param bytesSkipped of the bytes read, those of binary pages that were not understood: their
 *     events are among the lines dropped, and the collector's log has the reason; null if no pages
 *     are read
 */
public record AgentCounters(
    long linesRead,
    long bytesRead,
    long linesPublished,
    long bytesPublished,
    long linesDropped,
    Long bytesSkipped) {
  public static final AgentCounters ZERO = new AgentCounters(0, 0, 0, 0, 0);

  public AgentCounters {
    count(linesRead, "linesRead");
    count(bytesRead, "bytesRead");
    count(linesPublished, "linesPublished");
    count(bytesPublished, "bytesPublished");
    count(linesDropped, "linesDropped");
    if (bytesSkipped != null) {
      count(bytesSkipped, "bytesSkipped");
    }
  }

  /** Counters of one that reads text. */
  public AgentCounters(
      long linesRead, long bytesRead, long linesPublished, long bytesPublished, long linesDropped) {
    this(linesRead, bytesRead, linesPublished, bytesPublished, linesDropped, null);
  }
}
