package io.probestream.streams.pair;

import io.probestream.schemas.probe.ProbeKind;
import io.probestream.schemas.raw.Pair;
import io.probestream.streams.parse.ProbeTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Which probe is entry or return of which pair. Known from the session's status, or learned: in a
 * bare file an entry and a return on one symbol make a pair. Not thread-safe.
 */
public final class PairTable {
  /** The probe is in no pair. */
  public static final int NONE = -1;

  private record Name(String symbol, String function, List<String> by) {}

  private final List<Name> pairs = new ArrayList<>();

  /** By pair ... */
  private int[] entryProbe = new int[0];

  private int[] returnProbe = new int[0];

  /** ... and by probe. */
  private int[] entryPair = new int[0];

  private int[] returnPair = new int[0];

  /** The pairs of a status record, by the probes of its table. */
  public static PairTable known(List<Pair> pairs, ProbeTable probes) {
    PairTable table = new PairTable();
    table.resize(probes.size());
    for (Pair pair : pairs) {
      int entry = probes.indexOf(pair.entryProbe());
      int ret = probes.indexOf(pair.returnProbe());
      if (entry >= 0 && ret >= 0) {
        int at =
            table.add(new Name("", pair.function(), pair.by() == null ? List.of() : pair.by()));
        table.entry(at, entry);
        table.ret(at, ret);
      }
    }
    return table;
  }

  /** Takes in the probes that were learned since the last call. */
  public void learn(ProbeTable probes) {
    int from = entryPair.length;
    resize(probes.size());
    for (int probe = from; probe < probes.size(); probe++) {
      if (probes.kind(probe) != ProbeKind.OTHER) {
        join(probe, probes);
      }
    }
  }

  private void join(int probe, ProbeTable probes) {
    boolean entry = probes.kind(probe) == ProbeKind.ENTRY;
    String symbol = probes.symbol(probe);
    int at = 0;
    boolean taken = false;
    while (at < pairs.size()) {
      if (pairs.get(at).symbol.equals(symbol)) {
        if ((entry ? entryProbe(at) : returnProbe(at)) == NONE) {
          break;
        }
        taken = true;
      }
      at++;
    }
    if (at == pairs.size()) {
      add(new Name(symbol, taken ? symbol + '#' + probes.name(probe) : symbol, List.of()));
    }
    if (entry) {
      entry(at, probe);
    } else {
      ret(at, probe);
    }
  }

  private int add(Name pair) {
    int at = pairs.size();
    pairs.add(pair);
    if (at == entryProbe.length) {
      entryProbe = Arrays.copyOf(entryProbe, Math.max(8, at * 2));
      returnProbe = Arrays.copyOf(returnProbe, entryProbe.length);
    }
    entryProbe[at] = NONE;
    returnProbe[at] = NONE;
    return at;
  }

  private void entry(int pair, int probe) {
    entryProbe[pair] = probe;
    entryPair[probe] = pair;
  }

  private void ret(int pair, int probe) {
    returnProbe[pair] = probe;
    returnPair[probe] = pair;
  }

  private void resize(int probes) {
    int from = entryPair.length;
    entryPair = Arrays.copyOf(entryPair, probes);
    returnPair = Arrays.copyOf(returnPair, probes);
    Arrays.fill(entryPair, from, probes, NONE);
    Arrays.fill(returnPair, from, probes, NONE);
  }

  public int size() {
    return pairs.size();
  }

  /** The pair whose entry the probe is, or {@link #NONE}. */
  public int ofEntry(int probe) {
    return entryPair[probe];
  }

  /** The pair whose return the probe is, or {@link #NONE}. */
  public int ofReturn(int probe) {
    return returnPair[probe];
  }

  public String function(int pair) {
    return pairs.get(pair).function;
  }

  /** {@link #NONE} while only its return was seen. */
  public int entryProbe(int pair) {
    return entryProbe[pair];
  }

  /** {@link #NONE} while only its entry was seen. */
  public int returnProbe(int pair) {
    return returnProbe[pair];
  }

  /** What its calls are to be told apart by. */
  public List<String> by(int pair) {
    return pairs.get(pair).by;
  }

  /** Whether both probes are known. */
  public boolean isWhole(int pair) {
    return entryProbe(pair) != NONE && returnProbe(pair) != NONE;
  }
}
