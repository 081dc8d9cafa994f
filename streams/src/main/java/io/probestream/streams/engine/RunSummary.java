package io.probestream.streams.engine;

import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * The whole run of a host's engine, for {@code analyze}. Times are trace-clock ns, or ticks.
 *
 * @param lines physical lines
 * @param events lines of class event
 * @param other records of foreign events
 * @param lostLines {@code LOST} lines
 * @param headers header and blank lines
 * @param continuations further lines of records
 * @param malformed lines that are no trace output
 * @param ringLost events lost in the ring buffer
 * @param ringLostSource {@code stats} or {@code lines}
 * @param unit {@code ns} or {@code ticks}
 * @param first time of the first record; 0 if there is none
 * @param last time of the newest record
 * @param probes by order of definition or appearance
 * @param functions pairs of which both probes are known
 */
public record RunSummary(
    long lines,
    long events,
    long other,
    long lostLines,
    long headers,
    long continuations,
    long malformed,
    long ringLost,
    String ringLostSource,
    String unit,
    long first,
    long last,
    List<ProbeSummary> probes,
    List<FunctionSummary> functions) {

  /**
   * One probe. {@code hits} and {@code missed} are null where no counter was read.
   *
   * @param kind {@code entry}, {@code return} or {@code other}
   */
  public record ProbeSummary(String probe, String kind, long events, Long hits, Long missed) {}

  /** One function. {@code min} and {@code max} are 0 without calls. */
  public record FunctionSummary(
      String function,
      String entryProbe,
      String returnProbe,
      long count,
      long sum,
      long min,
      long max,
      Histogram histogram,
      long orphanEntry,
      long orphanReturn,
      long discarded,
      long inFlightAtEnd,
      List<TaskSummary> tasks,
      List<ValueSummary> values) {}

  /** One task's calls; {@code task} is its last name that was known, else {@code <...>}. */
  public record TaskSummary(int pid, String task, long count, long sum) {}

  /** Calls with one value of the argument that they are told apart by. */
  public record ValueSummary(String value, long count, long sum) {}
}
