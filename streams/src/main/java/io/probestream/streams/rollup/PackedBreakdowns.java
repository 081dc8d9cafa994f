package io.probestream.streams.rollup;

import io.probestream.streams.window.Breakdowns;
import io.probestream.streams.window.ValueCalls;

/** What the calls of windows are told apart by, as {@link LatencySpan} packs it. */
final class PackedBreakdowns {
  private PackedBreakdowns() {}

  static void write(Breakdowns breakdowns, PackWriter out) {
    out.number(breakdowns.size());
    breakdowns.forEach((by, value, calls) -> write(by, value, calls, out));
  }

  private static void write(String by, String value, ValueCalls calls, PackWriter out) {
    out.text(by).text(value);
    out.number(calls.count()).number(calls.sum()).number(calls.min()).number(calls.max());
    out.number(calls.errors());
    out.flags(calls.task() != null);
    if (calls.task() != null) {
      out.text(calls.task()).number(calls.taskMs());
    }
    out.number(calls.durations().size());
    long[] before = {0};
    calls
        .durations()
        .forEach(
            (lowest, count) -> {
              out.number(lowest - before[0]).number(count);
              before[0] = lowest;
            });
  }

  /**
   * Adds what was written.
   *
   * @param ofHosts whether several hosts are added up: a task's id then means nothing
   */
  static void add(PackReader in, Breakdowns to, boolean ofHosts) {
    for (int n = in.integer(); n > 0; n--) {
      String by = in.text();
      String value = in.text();
      long count = in.number();
      long sum = in.number();
      long min = in.number();
      long max = in.number();
      long errors = in.number();
      String task = PackReader.flag(in.get(), 0) ? in.text() : null;
      long taskMs = task == null ? 0 : in.number();
      boolean byName = ofHosts && task != null;
      ValueCalls calls = to.of(by, byName ? task : value);
      if (calls != null) {
        calls.add(count, sum, min, max, errors);
        calls.named(byName ? null : task, taskMs);
      }
      long lowest = 0;
      for (int buckets = in.integer(); buckets > 0; buckets--) {
        lowest += in.number();
        long inBucket = in.number();
        if (calls != null) {
          calls.durations().add(lowest, inBucket);
        }
      }
    }
  }
}
