package io.probestream.schemas.probe;

import io.probestream.schemas.raw.Pair;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds which entry and return probes belong together: those on one symbol, in order. */
public final class Pairs {
  private Pairs() {}

  /**
   * The pairs among {@code definitions}: the n-th entry probe of a symbol with its n-th return
   * probe. A second pair on one symbol is named {@code symbol#entryProbe}. The stack argument is
   * used where both probes have one of the same name.
   */
  public static List<Pair> of(List<ProbeDefinition> definitions) {
    Map<String, List<ProbeDefinition>> returns = new HashMap<>();
    for (ProbeDefinition d : definitions) {
      if (d.kind() == ProbeKind.RETURN) {
        returns.computeIfAbsent(d.symbol(), s -> new ArrayList<>()).add(d);
      }
    }
    Map<String, Integer> used = new HashMap<>();
    Set<String> names = new HashSet<>();
    List<Pair> pairs = new ArrayList<>();
    for (ProbeDefinition entry : definitions) {
      if (entry.kind() != ProbeKind.ENTRY) {
        continue;
      }
      int n = used.merge(entry.symbol(), 1, Integer::sum) - 1;
      List<ProbeDefinition> candidates = returns.getOrDefault(entry.symbol(), List.of());
      if (n < candidates.size()) {
        pairs.add(pair(entry, candidates.get(n), names));
      }
    }
    return pairs;
  }

  /** The same pairs with what their calls are to be told apart by, by entry probe. */
  public static List<Pair> by(Map<String, List<String>> by, List<Pair> pairs) {
    return pairs.stream().map(pair -> pair.by(by.get(pair.entryProbe()))).toList();
  }

  /**
   * What calls are to be told apart by, as text beside a capture: a line for each pair that asks,
   * its entry probe first. Empty if none asks.
   */
  public static String byText(List<Pair> pairs) {
    StringBuilder text = new StringBuilder();
    for (Pair pair : pairs) {
      if (pair.by() != null) {
        text.append(pair.entryProbe()).append(' ').append(String.join(" ", pair.by()));
        text.append('\n');
      }
    }
    return text.toString();
  }

  /** Reads {@link #byText}. */
  public static Map<String, List<String>> parseBy(String text) {
    Map<String, List<String>> by = new HashMap<>();
    for (String line : text.lines().toList()) {
      List<String> words = List.of(line.trim().split(" +"));
      by.put(words.get(0), words.subList(1, words.size()));
    }
    return by;
  }

  private static Pair pair(ProbeDefinition entry, ProbeDefinition ret, Set<String> names) {
    String symbol = entry.symbol();
    String function = names.add(symbol) ? symbol : symbol + '#' + entry.event();
    String stack = entry.stackArg();
    return new Pair(
        entry.event(),
        ret.event(),
        function,
        stack != null && stack.equals(ret.stackArg()) ? stack : null);
  }
}
