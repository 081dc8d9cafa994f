package io.probestream.streams.engine;

import io.probestream.schemas.raw.Status;
import io.probestream.streams.account.ProbeAccount;
import io.probestream.streams.pair.Return;
import io.probestream.streams.parse.LineCounts;
import io.probestream.streams.parse.ProbeTable;
import io.probestream.streams.window.CallStats;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Whole-run totals of one session, kept only for {@code analyze}; not part of the state. */
final class RunTotals {
  private final boolean byTask;
  private final int histogramDigits;
  private final List<Function> functions = new ArrayList<>();
  private long first = Long.MAX_VALUE;
  private long last = Long.MIN_VALUE;
  private RunSummary summary;

  private static final class Task {
    String name = "<...>";
    long count;
    long sum;
  }

  /** One pair's totals. */
  static final class Function {
    final CallStats calls;
    final Map<Integer, Task> tasks = new TreeMap<>();
    long orphanEntry;
    long orphanReturn;
    long discarded;

    Function(int digits) {
      calls = new CallStats(digits);
    }
  }

  RunTotals(boolean byTask, int histogramDigits) {
    this.byTask = byTask;
    this.histogramDigits = histogramDigits;
  }

  void event(ProbeTable probes, int probe, long time) {
    other(time);
  }

  void other(long time) {
    first = Math.min(first, time);
    last = Math.max(last, time);
  }

  Function function(Session session, int pair) {
    while (functions.size() < session.pairs.size()) {
      functions.add(new Function(histogramDigits));
    }
    return functions.get(pair);
  }

  void call(Session session, Return ret, long duration, String task) {
    Function function = function(session, ret.pair);
    function.calls.call(duration, ret.errno);
    if (byTask) {
      Task t = function.tasks.computeIfAbsent(ret.pid, pid -> new Task());
      t.count++;
      t.sum += duration;
      t.name = task == null ? t.name : task;
    }
  }

  /** Takes the session's last figures; the session is over. */
  void finish(Session session) {
    LineCounts counts = session.parser.counts();
    List<RunSummary.ProbeSummary> probes = new ArrayList<>();
    for (int i = 0; i < session.probes.size(); i++) {
      ProbeAccount account = session.ledger.probe(i);
      boolean counted = session.ledger.hasProbeStats();
      probes.add(
          new RunSummary.ProbeSummary(
              session.probes.name(i),
              session.probes.kind(i).wireName(),
              account.seen,
              counted ? account.hits() : null,
              counted ? account.missed() : null));
    }
    List<RunSummary.FunctionSummary> whole = new ArrayList<>();
    for (int pair = 0; pair < session.pairs.size(); pair++) {
      if (session.pairs.isWhole(pair)) {
        whole.add(function(session, pair, function(session, pair)));
      }
    }
    summary =
        new RunSummary(
            counts.lines(),
            counts.events,
            counts.other,
            counts.lost,
            counts.headers,
            counts.continuations,
            counts.malformed,
            session.ledger.ringLost(),
            session.ledger.hasCpuStats() ? "stats" : "lines",
            session.status.clockUnit(),
            last < first ? 0 : first,
            last < first ? 0 : last,
            probes,
            whole);
  }

  private RunSummary.FunctionSummary function(Session session, int pair, Function function) {
    List<RunSummary.TaskSummary> tasks = new ArrayList<>();
    function.tasks.forEach(
        (pid, task) -> tasks.add(new RunSummary.TaskSummary(pid, task.name, task.count, task.sum)));
    long count = function.calls.histogram.getTotalCount();
    return new RunSummary.FunctionSummary(
        session.pairs.function(pair),
        session.probes.name(session.pairs.entryProbe(pair)),
        session.probes.name(session.pairs.returnProbe(pair)),
        count,
        function.calls.sum,
        count == 0 ? 0 : function.calls.min,
        function.calls.max,
        function.calls.histogram,
        function.orphanEntry,
        function.orphanReturn,
        function.discarded,
        session.pairer.inFlight(pair),
        tasks);
  }

  /** Of the last session that ended; empty before. */
  RunSummary summary() {
    return summary != null
        ? summary
        : new RunSummary(0, 0, 0, 0, 0, 0, 0, 0, "lines", Status.NS, 0, 0, List.of(), List.of());
  }
}
