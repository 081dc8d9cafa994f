package io.probestream.schemas.raw;

import static io.probestream.schemas.Checks.count;

/**
 * What the collector used of its budget, as means over the last seconds.
 *
 * @param cpuPpm CPU time of its process, user and kernel, in parts per million of one core; null if
 *     unknown
 * @param cpuLimitPpm what it may use; null for no limit
 * @param hitsPerSecond hits of all its probes, as the kernel counts them
 * @param hitsLimitPerSecond how many there may be; null for no limit
 */
public record Budget(Long cpuPpm, Long cpuLimitPpm, long hitsPerSecond, Long hitsLimitPerSecond) {
  public Budget {
    optional(cpuPpm, "cpuPpm");
    optional(cpuLimitPpm, "cpuLimitPpm");
    count(hitsPerSecond, "hitsPerSecond");
    optional(hitsLimitPerSecond, "hitsLimitPerSecond");
  }

  private static void optional(Long value, String name) {
    if (value != null) {
      count(value, name);
    }
  }
}
