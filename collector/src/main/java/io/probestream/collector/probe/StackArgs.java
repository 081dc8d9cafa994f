package io.probestream.collector.probe;

import io.probestream.schemas.probe.FetchArg;
import io.probestream.schemas.probe.Pairs;
import io.probestream.schemas.probe.ProbeDefinition;
import io.probestream.schemas.raw.Pair;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Adds {@code sp=$stack} to both probes of each pair: the stack pointer is what makes the match of
 * entry and return exact.
 */
final class StackArgs {
  /** The kernel takes at most so many arguments (MAX_TRACE_ARGS). */
  private static final int MAX_ARGS = 128;

  private StackArgs() {}

  static List<ProbeDefinition> add(List<ProbeDefinition> definitions) {
    Map<String, ProbeDefinition> byEvent = new HashMap<>();
    definitions.forEach(d -> byEvent.put(d.event(), d));
    for (Pair pair : Pairs.of(definitions)) {
      ProbeDefinition entry = byEvent.get(pair.entryProbe());
      ProbeDefinition ret = byEvent.get(pair.returnProbe());
      String name = name(entry, ret);
      byEvent.put(entry.event(), with(entry, name));
      byEvent.put(ret.event(), with(ret, name));
    }
    return definitions.stream().map(d -> byEvent.get(d.event())).toList();
  }

  /** The name that one of them has already, else one that is free in both. */
  private static String name(ProbeDefinition entry, ProbeDefinition ret) {
    if (entry.stackArg() != null) {
      return entry.stackArg();
    }
    if (ret.stackArg() != null) {
      return ret.stackArg();
    }
    String name = "sp";
    while (has(entry, name) || has(ret, name)) {
      name = "ps_" + name;
    }
    return name;
  }

  private static boolean has(ProbeDefinition definition, String name) {
    return definition.args().stream().anyMatch(a -> a.name().equals(name));
  }

  private static ProbeDefinition with(ProbeDefinition d, String name) {
    if (d.stackArg() != null || d.args().size() >= MAX_ARGS) {
      return d;
    }
    List<FetchArg> args = new ArrayList<>(d.args());
    args.add(new FetchArg(name, "$stack", ""));
    return new ProbeDefinition(d.type(), d.maxactive(), d.group(), d.event(), d.place(), args);
  }
}
