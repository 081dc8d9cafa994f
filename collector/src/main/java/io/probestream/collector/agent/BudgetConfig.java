package io.probestream.collector.agent;

import static io.probestream.schemas.Checks.notNegative;

/**
 * What a collector may cost its host. It may be exceeded for a while ({@link BudgetKeeper}).
 *
 * @param cpuPercent CPU time of the collector's own process, of one core; 0 for no limit
 * @param hitsPerSecond hits of all its probes together, an entry and its return being two; 0 for no
 *     limit
 */
public record BudgetConfig(int cpuPercent, long hitsPerSecond) {
  /** No limit. */
  public static final BudgetConfig NONE = new BudgetConfig(0, 0);

  public BudgetConfig {
    notNegative(cpuPercent, "cpuPercent");
    notNegative(hitsPerSecond, "hitsPerSecond");
  }

  /** In parts per million of a core, which are also ns in a ms. */
  long cpuPpm() {
    return cpuPercent * 10_000L;
  }
}
