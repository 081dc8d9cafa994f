package io.probestream.schemas.raw;

import static io.probestream.schemas.Checks.present;

/**
 * An entry and a return probe whose events make calls.
 *
 * @param entryProbe event name of the entry probe
 * @param returnProbe event name of the return probe
 * @param function the symbol as defined; {@code path:symbol} for uprobes; {@code symbol#entryProbe}
 *     for a second pair on one symbol
 * @param stackArg name of the argument that holds {@code $stack} in both probes, or null: then
 *     pairing is last in, first out
 */
public record Pair(String entryProbe, String returnProbe, String function, String stackArg) {
  public Pair {
    present(entryProbe, "entryProbe");
    present(returnProbe, "returnProbe");
    present(function, "function");
  }
}
