package io.probestream.streams.engine;

import io.probestream.schemas.Keys;
import io.probestream.schemas.raw.Status;
import io.probestream.streams.account.ProbeAccount;
import io.probestream.streams.pair.Return;
import io.probestream.streams.parse.LineCounts;
import io.probestream.streams.parse.ParsedLine;
import io.probestream.streams.window.CallStats;
import io.probestream.streams.window.HostWindow;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Whole-run totals of one session, kept only for {@code analyze}; not part of the state. Latencies
 * are added up when a window closes, so that the path of each call stays short.
 */
final class RunTotals {
  /** Further values of an argument count together. */
  private static final int MOST_VALUES = 100_000;

  private final HostBooks books;
  private final boolean byTask;
  private final int histogramDigits;
  private final Map<String, CallStats> calls = new HashMap<>();
  private final List<Function> functions = new ArrayList<>();
  private long first = Long.MAX_VALUE;
  private long last = Long.MIN_VALUE;
  private Session ended;

  private static final class Task {
    String name = "<...>";
    long count;
    long sum;
  }

  /** What one pair has besides its measured calls. */
  static final class Function {
    final Map<Integer, Task> tasks = new TreeMap<>();
    final Map<String, Task> values = new TreeMap<>();
    long orphanEntry;
    long orphanReturn;
    long discarded;
  }

  RunTotals(HostBooks books, boolean byTask, int histogramDigits) {
    this.books = books;
    this.byTask = byTask;
    this.histogramDigits = histogramDigits;
  }

  /** The time of a record with a valid header. */
  void record(long time) {
    first = Math.min(first, time);
    last = Math.max(last, time);
  }

  Function function(Session session, int pair) {
    while (functions.size() < session.pairs.size()) {
      functions.add(new Function());
    }
    return functions.get(pair);
  }

  /** A call of an open window, which {@link #window} will bring. */
  void call(Session session, Return ret, long duration, ParsedLine line) {
    if (ret.value != null) {
      Map<String, Task> values = function(session, ret.pair).values;
      boolean fits = values.size() < MOST_VALUES || values.containsKey(ret.value);
      Task value = values.computeIfAbsent(fits ? ret.value : Keys.FOLDED, v -> new Task());
      value.count++;
      value.sum += duration;
    }
    if (byTask) {
      Task task = function(session, ret.pair).tasks.computeIfAbsent(ret.pid, pid -> new Task());
      task.count++;
      task.sum += duration;
      if (ret.task != null) {
        task.name = ret.task;
      } else if (!line.taskUnknown()) {
        task.name = line.task();
      }
    }
  }

  /** A call whose window is closed already. */
  void lateCall(String function, long duration, int errno) {
    calls(function).call(duration, errno);
  }

  /** A window that closes. */
  void window(HostWindow window) {
    for (int id = 0; id < books.functionNames.size(); id++) {
      CallStats stats = window.functionOrNull(id);
      if (stats != null) {
        calls(books.functionNames.name(id)).add(stats);
      }
    }
  }

  private CallStats calls(String function) {
    return calls.computeIfAbsent(function, name -> new CallStats(histogramDigits));
  }

  /** The session is over; its last windows may still be open. */
  void finish(Session session) {
    ended = session;
  }

  /** Of the last session that ended, once its windows are closed; empty before. */
  RunSummary summary() {
    if (ended == null) {
      return new RunSummary(0, 0, 0, 0, 0, 0, 0, 0, "lines", Status.NS, 0, 0, List.of(), List.of());
    }
    Session session = ended;
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
    return new RunSummary(
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
    List<RunSummary.ValueSummary> values = new ArrayList<>();
    function.values.forEach(
        (value, calls) -> values.add(new RunSummary.ValueSummary(value, calls.count, calls.sum)));
    CallStats stats = calls(session.pairs.function(pair));
    long count = stats.count();
    return new RunSummary.FunctionSummary(
        session.pairs.function(pair),
        session.probes.name(session.pairs.entryProbe(pair)),
        session.probes.name(session.pairs.returnProbe(pair)),
        count,
        stats.sum,
        count == 0 ? 0 : stats.min,
        stats.max,
        stats.histogram(),
        function.orphanEntry,
        function.orphanReturn,
        function.discarded,
        session.pairer.inFlight(pair),
        tasks,
        values);
  }
}
