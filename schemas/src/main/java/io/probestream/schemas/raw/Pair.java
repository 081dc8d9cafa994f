package io.probestream.schemas.raw;

import static io.probestream.schemas.Checks.present;

import java.util.List;

/**
 * An entry and a return probe whose events make calls.
 *
 * @param entryProbe event name of the entry probe
 * @param returnProbe event name of the return probe
 * @param function the symbol as defined; {@code path:symbol} for uprobes; {@code symbol#entryProbe}
 *     for a second pair on one symbol
 * @param stackArg name of the argument that holds {@code $stack} in both probes, or null: then
 *     pairing is last in, first out
 * @param by what its calls are to be told apart by: {@link #TASK}, or the name of an argument of
 *     the entry probe, of which the first counts; null for nothing
 */
public record Pair(
    String entryProbe, String returnProbe, String function, String stackArg, List<String> by) {
  /** By the task that called. */
  public static final String TASK = "task";

  public Pair {
    present(entryProbe, "entryProbe");
    present(returnProbe, "returnProbe");
    present(function, "function");
    by = by == null ? null : List.copyOf(by);
  }

  /** One whose calls are not told apart. */
  public Pair(String entryProbe, String returnProbe, String function, String stackArg) {
    this(entryProbe, returnProbe, function, stackArg, null);
  }

  /** The same with its calls told apart; null or nothing for none. */
  public Pair by(List<String> values) {
    return new Pair(
        entryProbe,
        returnProbe,
        function,
        stackArg,
        values == null || values.isEmpty() ? null : values);
  }
}
