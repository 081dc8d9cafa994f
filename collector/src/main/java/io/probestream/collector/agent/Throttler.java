package io.probestream.collector.agent;

import io.probestream.collector.CollectorException;
import io.probestream.collector.Notices;
import io.probestream.collector.tracefs.TracefsInstance;
import io.probestream.schemas.probe.ProbeDefinition;
import io.probestream.schemas.probe.ProbeKind;
import io.probestream.schemas.raw.Budget;
import io.probestream.schemas.raw.Counters;
import io.probestream.schemas.raw.Pair;
import io.probestream.schemas.raw.ProbeCounter;
import io.probestream.schemas.raw.ProbeStatus;
import io.probestream.schemas.raw.Throttle;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Switches the costliest probes off and on again as the {@link BudgetKeeper} decides. Both probes
 * of a pair go together, one after the other; in which order decides what a reader may take for a
 * call:
 *
 * <ul>
 *   <li>Off: first the return. Entries without a return then end what is open, or stay open, but a
 *       return without an entry could be taken for that of an open frame.
 *   <li>On: first the entry where the stack pointer tells frames apart: each new entry ends what
 *       was left open at its place, so that the lines alone are right. Else first the return: an
 *       entry without a return could take the return of a call from before.
 * </ul>
 *
 * Probes are switched on only when all lines of before were handed on. Not thread-safe.
 */
final class Throttler {
  private static final long LEAST_SAMPLE_MS = 500;

  /** By {@code Documentation/trace/kprobes.rst}, a return takes 50 to 75 % longer than an entry. */
  private static final int ENTRY_COST = 5;

  private static final int RETURN_COST = 8;

  private final TracefsInstance instance;
  private final LongSupplier clockNs;
  private final LongSupplier cpuNs;
  private final Notices notices;
  private final BudgetKeeper keeper;
  private final List<Unit> units = new ArrayList<>();
  private final Map<String, Unit> byProbe = new HashMap<>();
  private long sampledNs;
  private long sampledMs;

  /** A pair, or a probe that is in none. */
  private static final class Unit {
    final List<ProbeDefinition> probes = new ArrayList<>();
    boolean hasStack;
    boolean off;
    long times;

    /** Trace clock before and after it was last switched off, and when it comes, or came, back. */
    long fromNs;

    long offNs;
    long toNs;
    String reason;

    /** Returns first, or entries. */
    List<ProbeDefinition> inOrder(boolean returnsFirst) {
      List<ProbeDefinition> ordered = new ArrayList<>(probes);
      ordered.sort(
          (a, b) ->
              Boolean.compare(
                  (a.kind() == ProbeKind.RETURN) != returnsFirst,
                  (b.kind() == ProbeKind.RETURN) != returnsFirst));
      return ordered;
    }

    String names() {
      return String.join(" and ", probes.stream().map(ProbeDefinition::event).toList());
    }
  }

  /**
   * All probes are on.
   *
   * @param clockNs the trace clock
   * @param cpuNs CPU time of this process; -1 if unknown
   */
  Throttler(
      BudgetConfig limits,
      TracefsInstance instance,
      List<ProbeDefinition> probes,
      List<Pair> pairs,
      LongSupplier clockNs,
      LongSupplier cpuNs,
      long nowMs,
      Notices notices) {
    this.instance = instance;
    this.clockNs = clockNs;
    this.cpuNs = cpuNs;
    this.notices = notices;
    sampledMs = nowMs;
    for (ProbeDefinition probe : probes) {
      Unit unit = unit(probe.event(), pairs);
      unit.probes.add(probe);
      byProbe.put(probe.event(), unit);
    }
    long cpuNow = cpuNs.getAsLong();
    keeper = new BudgetKeeper(limits, units.size(), nowMs, cpuNow);
    if (limits.cpuPercent() > 0 && cpuNow < 0) {
      notices.say("/proc does not tell this process's CPU time: budget.cpuPercent is not watched");
    }
  }

  private Unit unit(String probe, List<Pair> pairs) {
    for (Pair pair : pairs) {
      if (pair.entryProbe().equals(probe) || pair.returnProbe().equals(probe)) {
        Unit known = byProbe.getOrDefault(pair.entryProbe(), byProbe.get(pair.returnProbe()));
        Unit unit = known == null ? newUnit() : known;
        unit.hasStack = pair.stackArg() != null;
        return unit;
      }
    }
    return newUnit();
  }

  private Unit newUnit() {
    units.add(new Unit());
    return units.get(units.size() - 1);
  }

  /**
   * Switches what is due. Counters that were seen before say nothing new.
   *
   * @param counters the newest ones
   * @param watermarkNs every line before it was handed on
   * @return whether something was switched, which a status must tell before more is read
   */
  boolean isSwitching(Counters counters, long watermarkNs, long nowMs) {
    if (counters.toNs() == sampledNs || nowMs - sampledMs < LEAST_SAMPLE_MS) {
      return false;
    }
    sampledNs = counters.toNs();
    sampledMs = nowMs;
    long[] hits = new long[units.size()];
    long[] costs = new long[units.size()];
    for (ProbeCounter counter : counters.probes()) {
      int unit = units.indexOf(byProbe.get(counter.name()));
      if (unit >= 0) {
        hits[unit] += counter.hits();
        costs[unit] += counter.hits() * (isReturn(counter.name()) ? RETURN_COST : ENTRY_COST);
      }
    }
    BudgetKeeper.Decision decision = keeper.sample(nowMs, cpuNs.getAsLong(), hits, costs);
    if (decision == null) {
      return false;
    }
    Unit unit = units.get(decision.unit());
    if (!decision.on()) {
      switchOff(unit, decision);
      return true;
    }
    if (watermarkNs < unit.offNs) {
      return false; // later
    }
    switchOn(unit, decision.unit(), nowMs);
    return true;
  }

  private boolean isReturn(String probe) {
    return byProbe.get(probe).probes.stream()
        .anyMatch(p -> p.event().equals(probe) && p.kind() == ProbeKind.RETURN);
  }

  private void switchOff(Unit unit, BudgetKeeper.Decision decision) {
    unit.times++;
    unit.fromNs = clockNs.getAsLong();
    for (ProbeDefinition probe : unit.inOrder(true)) {
      instance.enable(probe.group(), probe.event(), false);
      instance.claim(probe.group(), probe.event(), true);
    }
    unit.off = true;
    unit.offNs = clockNs.getAsLong();
    unit.toNs = unit.offNs + decision.offMs() * 1_000_000;
    unit.reason = decision.reason();
    notices.say(
        unit.names()
            + " switched off for "
            + decision.offMs() / 1_000
            + " s to keep within the budget: "
            + unit.reason);
  }

  private void switchOn(Unit unit, int index, long nowMs) {
    try {
      for (ProbeDefinition probe : unit.inOrder(!unit.hasStack)) {
        instance.claim(probe.group(), probe.event(), false);
        instance.enable(probe.group(), probe.event(), true);
      }
      unit.off = false;
      unit.toNs = clockNs.getAsLong();
      keeper.cameBack(index, nowMs);
      notices.say(unit.names() + " switched on again");
    } catch (CollectorException e) { // such as of a module that was unloaded since
      switchOff(unit, keeper.staysOff(index, nowMs, e.getMessage()));
    }
  }

  /** What to say of a probe that is enabled but for the budget. */
  ProbeStatus status(ProbeDefinition probe, String state, long clockOffsetNs) {
    Unit unit = byProbe.get(probe.event());
    boolean off = unit.off && state.equals(ProbeStatus.ENABLED);
    Throttle throttle =
        unit.times == 0
            ? null
            : new Throttle(
                unit.times,
                Math.floorDiv(unit.fromNs + clockOffsetNs, 1_000_000L),
                -Math.floorDiv(-(unit.toNs + clockOffsetNs), 1_000_000L),
                unit.reason);
    return new ProbeStatus(
        probe.event(),
        probe.group(),
        probe.kind().wireName(),
        probe.text(),
        off ? ProbeStatus.DISABLED : state,
        null,
        throttle);
  }

  /** What is used of the budget. */
  Budget used() {
    return keeper.used();
  }
}
