package io.probestream.streams.engine;

import io.probestream.schemas.raw.Pair;
import io.probestream.streams.pair.PairTable;
import io.probestream.streams.pair.Return;
import io.probestream.streams.parse.Arguments;
import io.probestream.streams.parse.ParsedLine;
import io.probestream.streams.parse.ProbeTable;
import io.probestream.streams.window.CallStats;
import java.util.List;

/** What the calls of a session's pairs are told apart by, where its status asks for it. */
final class ToldApart {
  private static final int NONE = -1;

  private final Arguments arguments;
  private final boolean[] byTask;

  /** By pair, the argument of its entry, and its name. */
  private final int[] argument;

  private final String[] argumentName;

  private ToldApart(ProbeTable probes, int pairs) {
    arguments = new Arguments(probes);
    byTask = new boolean[pairs];
    argument = new int[pairs];
    argumentName = new String[pairs];
  }

  /** Null if nothing is asked for. */
  static ToldApart of(PairTable pairs, ProbeTable probes) {
    ToldApart asked = new ToldApart(probes, pairs.size());
    boolean any = false;
    for (int pair = 0; pair < pairs.size(); pair++) {
      List<String> by = pairs.by(pair);
      asked.byTask[pair] = by.contains(Pair.TASK);
      asked.argument[pair] = NONE;
      for (String name : by) {
        int found = name.equals(Pair.TASK) ? NONE : probes.argument(pairs.entryProbe(pair), name);
        if (found != NONE && asked.argument[pair] == NONE) {
          asked.argument[pair] = found;
          asked.argumentName[pair] = name;
        }
      }
      any |= asked.byTask[pair] || asked.argument[pair] != NONE;
    }
    return any ? asked : null;
  }

  /** What a call is to be told apart by besides its task, from its entry; null for nothing. */
  String value(ParsedLine entry, int pair) {
    return argument[pair] == NONE ? null : arguments.of(entry, argument[pair]);
  }

  /** A call that was counted. */
  void call(CallStats stats, Return ret, long duration, SessionLines lines) {
    if (byTask[ret.pair]) {
      String task = ret.task != null ? ret.task : lines.task();
      stats.toldApart(Pair.TASK, Integer.toString(ret.pid), task, duration, ret.errno);
    }
    if (ret.value != null) {
      stats.toldApart(argumentName[ret.pair], ret.value, null, duration, ret.errno);
    }
  }
}
