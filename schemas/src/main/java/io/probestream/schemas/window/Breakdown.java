package io.probestream.schemas.window;

import static io.probestream.schemas.Checks.present;

import io.probestream.schemas.raw.Pair;
import java.util.List;

/**
 * Calls of a {@link LatencyWindow} told apart by one thing. Values and {@code other} add up to the
 * window exactly: count, sum, errors and histogram. A window of a longer time, or of more hosts, is
 * made of such ones: calls of a value that was folded in one of them are in {@code other} there, so
 * that its count is a lower bound, by at most the count of {@code other}.
 *
 * @param by {@link Pair#TASK}, or the name of the entry probe's argument
 * @param values most calls first, then by sum and value
 * @param other calls of all other values; null if there are none
 */
public record Breakdown(String by, List<BreakdownValue> values, BreakdownOther other) {
  /** How many values a window of the topics has at most. */
  public static final int VALUES = 20;

  public Breakdown {
    present(by, "by");
    values = List.copyOf(present(values, "values"));
  }
}
