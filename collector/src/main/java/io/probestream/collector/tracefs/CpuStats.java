package io.probestream.collector.tracefs;

import static io.probestream.schemas.Checks.check;

import io.probestream.schemas.raw.CpuCounter;
import java.util.Locale;

/**
 * The text of {@code per_cpu/cpuN/stats} ({@code tracing_stats_read} in trace.c, unchanged from
 * 3.10 to 7.2).
 */
public final class CpuStats {
  private CpuStats() {}

  /**
   * Reads the counters. A counter that the kernel prints below zero (its {@code %ld} of a racing
   * difference) is read as 0.
   *
   * @throws IllegalArgumentException with a sentence if a counter is missing
   */
  public static CpuCounter parse(int cpu, String text) {
    return new CpuCounter(
        cpu,
        counter(text, "entries: "),
        counter(text, "overrun: "),
        counter(text, "dropped events: "),
        counter(text, "read events: "),
        counter(text, "bytes: "));
  }

  /**
   * The trace clock at the moment of reading ({@code now ts}), in nanoseconds with a resolution of
   * 1,000; in ticks where the clock counts no time.
   */
  public static long now(String text) {
    String value = value(text, "now ts:");
    int dot = value.indexOf('.');
    if (dot < 0) {
      return number(value);
    }
    check(value.length() - dot == 7, "not microseconds in stats: '" + value + "'");
    return number(value.substring(0, dot)) * 1_000_000_000L
        + number(value.substring(dot + 1)) * 1_000L;
  }

  /** Prints the counters as the kernel does; the times it prints between them are left out. */
  public static String format(CpuCounter c) {
    return String.format(
        Locale.ROOT,
        """
        entries: %d
        overrun: %d
        commit overrun: 0
        bytes: %d
        dropped events: %d
        read events: %d
        """,
        c.entries(),
        c.overrun(),
        c.bytes(),
        c.dropped(),
        c.readEvents());
  }

  private static long counter(String text, String label) {
    return Math.max(0, number(value(text, label)));
  }

  private static String value(String text, String label) {
    int at = text.startsWith(label) ? 0 : text.indexOf('\n' + label) + 1;
    check(at > 0 || text.startsWith(label), "no '" + label.trim() + "' in per_cpu stats");
    int end = text.indexOf('\n', at);
    return text.substring(at + label.length(), end < 0 ? text.length() : end).trim();
  }

  private static long number(String value) {
    try {
      return Long.parseLong(value);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("not a number in per_cpu stats: '" + value + "'", e);
    }
  }
}
