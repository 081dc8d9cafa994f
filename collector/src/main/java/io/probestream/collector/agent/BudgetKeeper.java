package io.probestream.collector.agent;

import io.probestream.schemas.raw.Budget;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Locale;

/**
 * Decides which probes are switched off so that the collector keeps within its budget. It is told
 * once a second what was used so far, and does nothing itself.
 *
 * <p>What is used beyond a limit adds up, what is left below it is taken off again. Once it is
 * {@link #BURST_MS} of the limit, the unit (a pair, or a lone probe) that cost most since goes off:
 * at twice the limit after 10 s, at eleven times after one. If the rest is still beyond the limit,
 * the next follows after {@link #SETTLE_MS}. What is off comes back once what was used too much is
 * made up for, after 10 s at the earliest; if it goes off again sooner than it was off before, each
 * time after twice as long, up to {@link #MOST_OFF_MS}. Not thread-safe.
 */
final class BudgetKeeper {
  static final long BURST_MS = 10_000;
  static final long FIRST_OFF_MS = 10_000;
  static final long MOST_OFF_MS = 300_000;

  /** The JVM starts and compiles: that CPU time passes, whatever the probes do. */
  static final long WARM_UP_MS = 15_000;

  /** Switching a probe off that is hit less often saves nothing. */
  static final long LEAST_HITS_PER_SECOND = 100;

  /** What a probe caused is still worked on behind it. */
  static final long SETTLE_MS = 3_000;

  private static final int SAMPLES = 10;

  /**
   * What to do with a unit.
   *
   * @param on whether to switch it on again
   * @param offMs how long it is to be off
   * @param reason why it goes off
   */
  record Decision(int unit, boolean on, long offMs, String reason) {}

  /** What was used at a time. */
  private record Sample(long atMs, long cpuNs, long hits) {}

  private final BudgetConfig limits;
  private final long startMs;
  private final boolean[] off;
  private final long[] sinceMs;
  private final long[] offMs;

  /** By unit, since something was used beyond a limit. */
  private final long[] cost;

  private final long[] hits;
  private final long[] lastCosts;
  private final long[] lastHits;
  private final Deque<Sample> samples = new ArrayDeque<>();
  private Sample last;

  /** The last one at which nothing was beyond a limit. */
  private Sample within;

  private long settledMs;
  private long overCpuNs;
  private long overHits;

  /**
   * @param units how many pairs and lone probes there are, all on and without a hit
   * @param cpuNs -1 if unknown
   */
  BudgetKeeper(BudgetConfig limits, int units, long nowMs, long cpuNs) {
    this.limits = limits;
    startMs = nowMs;
    last = new Sample(nowMs, cpuNs, 0);
    within = last;
    samples.add(last);
    off = new boolean[units];
    sinceMs = new long[units];
    Arrays.fill(sinceMs, nowMs);
    offMs = new long[units];
    cost = new long[units];
    hits = new long[units];
    lastCosts = new long[units];
    lastHits = new long[units];
  }

  /**
   * Takes what was used so far.
   *
   * @param cpuNs -1 if unknown
   * @param unitHits by unit
   * @param unitCosts by unit, in any one measure
   * @return what to do now; null for nothing
   */
  Decision sample(long nowMs, long cpuNs, long[] unitHits, long[] unitCosts) {
    Sample now = new Sample(nowMs, cpuNs, Arrays.stream(unitHits).sum());
    samples.add(now);
    if (samples.size() > SAMPLES) {
      samples.remove();
    }
    use(now, unitHits, unitCosts);
    last = now;
    System.arraycopy(unitHits, 0, lastHits, 0, unitHits.length);
    System.arraycopy(unitCosts, 0, lastCosts, 0, unitCosts.length);
    if (overCpuNs == 0 && overHits == 0) {
      within = now;
      Arrays.fill(cost, 0);
      Arrays.fill(hits, 0);
      return comeback(nowMs);
    }
    boolean cpuIsOver = limits.cpuPercent() > 0 && overCpuNs == mostCpuNs();
    boolean hitsAreOver = limits.hitsPerSecond() > 0 && overHits == mostHits();
    boolean isOver = nowMs >= settledMs && (cpuIsOver || hitsAreOver);
    return isOver ? relief(now, hitsAreOver) : null;
  }

  private long mostCpuNs() {
    return BURST_MS * limits.cpuPpm();
  }

  private long mostHits() {
    return BURST_MS * limits.hitsPerSecond() / 1_000;
  }

  private void use(Sample now, long[] unitHits, long[] unitCosts) {
    long ms = now.atMs - last.atMs;
    if (limits.cpuPercent() > 0
        && now.cpuNs >= 0
        && last.cpuNs >= 0
        && now.atMs - startMs >= WARM_UP_MS) {
      long over = overCpuNs + now.cpuNs - last.cpuNs - ms * limits.cpuPpm();
      overCpuNs = Math.max(0, Math.min(over, mostCpuNs()));
    }
    if (limits.hitsPerSecond() > 0) {
      long over = overHits + now.hits - last.hits - ms * limits.hitsPerSecond() / 1_000;
      overHits = Math.max(0, Math.min(over, mostHits()));
    }
    for (int unit = 0; unit < cost.length; unit++) {
      cost[unit] += unitCosts[unit] - lastCosts[unit];
      hits[unit] += unitHits[unit] - lastHits[unit];
    }
  }

  private Decision relief(Sample now, boolean hitsAreOver) {
    int costliest = -1;
    for (int unit = 0; unit < off.length; unit++) {
      if (!off[unit] && (costliest < 0 || cost[unit] > cost[costliest])) {
        costliest = unit;
      }
    }
    long ms = Math.max(1, now.atMs - within.atMs);
    if (costliest < 0 || hits[costliest] * 1_000 / ms < LEAST_HITS_PER_SECOND) {
      return null; // It is something else that costs.
    }
    String reason =
        hitsAreOver
            ? String.format(
                Locale.ROOT,
                "%,d hits/s of all probes, the budget is %,d",
                (now.hits - within.hits) * 1_000 / ms,
                limits.hitsPerSecond())
            : String.format(
                Locale.ROOT,
                "the collector took %.1f %% of a core, its budget is %d %%",
                (now.cpuNs - within.cpuNs) / 1e4 / ms,
                limits.cpuPercent());
    within = now;
    settledMs = now.atMs + SETTLE_MS;
    Arrays.fill(cost, 0);
    Arrays.fill(hits, 0);
    return switchOff(costliest, now.atMs, reason);
  }

  private Decision switchOff(int unit, long nowMs, String reason) {
    boolean stayedOn = nowMs - sinceMs[unit] > offMs[unit];
    offMs[unit] = stayedOn ? FIRST_OFF_MS : Math.min(MOST_OFF_MS, 2 * offMs[unit]);
    sinceMs[unit] = nowMs;
    off[unit] = true;
    return new Decision(unit, false, offMs[unit], reason);
  }

  private Decision comeback(long nowMs) {
    for (int unit = 0; unit < off.length; unit++) {
      if (off[unit] && nowMs - sinceMs[unit] >= offMs[unit]) {
        return new Decision(unit, true, 0, null);
      }
    }
    return null;
  }

  /** A unit was switched on again, as was decided. */
  void cameBack(int unit, long nowMs) {
    off[unit] = false;
    sinceMs[unit] = nowMs;
  }

  /** A unit could not be switched on again: it stays off for twice as long. */
  Decision staysOff(int unit, long nowMs, String reason) {
    cameBack(unit, nowMs);
    return switchOff(unit, nowMs, reason);
  }

  /** Means over the last seconds. */
  Budget used() {
    Sample first = samples.getFirst();
    Sample newest = samples.getLast();
    long ms = newest.atMs - first.atMs;
    boolean cpuIsKnown = ms > 0 && first.cpuNs >= 0 && newest.cpuNs >= first.cpuNs;
    return new Budget(
        cpuIsKnown ? (newest.cpuNs - first.cpuNs) / ms : null,
        limits.cpuPercent() > 0 ? (Long) limits.cpuPpm() : null,
        ms > 0 ? (newest.hits - first.hits) * 1_000 / ms : 0,
        limits.hitsPerSecond() > 0 ? (Long) limits.hitsPerSecond() : null);
  }
}
