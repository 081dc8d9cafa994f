package io.probestream.collector.probe;

import io.probestream.schemas.probe.Pairs;
import io.probestream.schemas.probe.ProbeDefinition;
import io.probestream.schemas.raw.Pair;
import java.util.List;
import java.util.Map;

/**
 * The definitions for this kernel, ready to install.
 *
 * @param group the event group of all of them
 * @param definitions in order; names, groups and stack arguments filled in
 * @param functions what a pair's function is called where that differs from the definition's
 *     symbol: {@code PATH:SYMBOL} for {@code PATH:OFFSET}
 * @param by what calls are to be told apart by, by their entry probe
 * @param notes what was resolved or renamed, a sentence each
 */
public record ProbePlan(
    String group,
    List<ProbeDefinition> definitions,
    Map<String, String> functions,
    Map<String, List<String>> by,
    List<String> notes) {
  public ProbePlan {
    definitions = List.copyOf(definitions);
    functions = Map.copyOf(functions);
    by = Map.copyOf(by);
    notes = List.copyOf(notes);
  }

  /** The pairs among the definitions. */
  public List<Pair> pairs() {
    return Pairs.by(by, Pairs.of(definitions).stream().map(this::named).toList());
  }

  private Pair named(Pair pair) {
    int hash = pair.function().lastIndexOf('#');
    String symbol = hash < 0 ? pair.function() : pair.function().substring(0, hash);
    String function = functions.get(symbol);
    if (function == null) {
      return pair;
    }
    String suffix = hash < 0 ? "" : pair.function().substring(hash);
    return new Pair(pair.entryProbe(), pair.returnProbe(), function + suffix, pair.stackArg());
  }
}
