package io.probestream.streams.engine;

import static io.probestream.schemas.Checks.check;

/**
 * How much may be told apart; memory is bounded by it. What is beyond is counted together and said.
 *
 * @param names probes, and functions, of a host in its open windows: further ones count as {@link
 *     io.probestream.schemas.Keys#FOLDED}
 * @param openTasks tasks of a host with calls in flight: beyond it the older half of the calls is
 *     given up
 * @param hosts of a raw partition: the records of further ones are rejected
 */
public record Limits(int names, int openTasks, int hosts) {
  public static final Limits STANDARD = new Limits(4_096, 65_536, 10_000);

  public Limits {
    check(names >= 1, "at least 1 name must be told apart");
    check(openTasks >= 1, "at least 1 task may have open calls");
    check(hosts >= 1, "a partition must take at least 1 host");
  }
}
