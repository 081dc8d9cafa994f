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
 */
public record AgentCounters(
    long linesRead, long bytesRead, long linesPublished, long bytesPublished, long linesDropped) {
  public static final AgentCounters ZERO = new AgentCounters(0, 0, 0, 0, 0);

  public AgentCounters {
    count(linesRead, "linesRead");
    count(bytesRead, "bytesRead");
    count(linesPublished, "linesPublished");
    count(bytesPublished, "bytesPublished");
    count(linesDropped, "linesDropped");
  }
}
