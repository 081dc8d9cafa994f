package io.probestream.cli.top;

import io.probestream.cli.text.HeatmapText;
import io.probestream.cli.text.HistogramText;
import java.util.List;

/**
 * What the API answered to one question.
 *
 * @param question the question
 * @param rows functions, or one function's hosts
 * @param hosts all hosts
 * @param points one function over time, a point for each step that has one
 * @param heatmap one function; null in other views, or where there were no calls
 * @param buckets one function's distribution
 * @param alerts rules that fire
 * @param fromMs begin of what was answered, epoch
 * @param toMs its end
 * @param stepMs length of the steps of {@code points}
 * @param stale whether the instance that answered is behind
 */
record TopData(
    TopState.Question question,
    List<Row> rows,
    List<Host> hosts,
    List<Row> points,
    HeatmapText.Cells heatmap,
    List<HistogramText.Bucket> buckets,
    List<String> alerts,
    long fromMs,
    long toMs,
    long stepMs,
    boolean stale) {
  /**
   * Calls of a function.
   *
   * @param name the function, the host where the function is given, or empty for a point
   * @param startMs begin, epoch
   * @param endMs end, exclusive
   * @param unit ns or ticks
   * @param count calls
   * @param missed calls that may be missing: returns missed, discarded, or lost with their lines
   * @param inFlight calls without return at the end; -1 if unknown
   */
  record Row(
      String name,
      long startMs,
      long endMs,
      String unit,
      long count,
      long sum,
      long p50,
      long p90,
      long p99,
      long p999,
      long max,
      long errors,
      long missed,
      long inFlight,
      int completenessPpm) {
    long perSecondMilli() {
      return endMs <= startMs ? 0 : count * 1_000_000 / (endMs - startMs);
    }
  }

  /**
   * A host as the API knows it; {@code kernel} is empty where no status was seen.
   *
   * @param throttled probes that are switched off to keep within the budget
   * @param cpuPpm what its collector takes of a core; -1 if unknown
   */
  record Host(
      String name,
      String state,
      String kernel,
      String arch,
      long newestMs,
      int probes,
      int enabled,
      int throttled,
      int cpuPpm) {
    boolean speaks() {
      return state.equals("live") || state.equals("closed");
    }
  }

  TopData without(TopState.Question other) {
    return new TopData(
        other, List.of(), hosts, List.of(), null, List.of(), alerts, fromMs, toMs, stepMs, stale);
  }
}
