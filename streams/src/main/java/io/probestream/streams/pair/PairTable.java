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

  private final List<Slot> pairs = new ArrayList<>();
  private int[] entryPair = new int[0];
  private int[] returnPair = new int[0];

  private static final class Slot {
    final String symbol;
    int entryProbe = NONE;
    int returnProbe = NONE;
    String function;
    List<String> by = List.of();

    Slot(String symbol, String function) {
      this.symbol = symbol;
      this.function = function;
    }
  }

  /** The pairs of a status record, by the probes of its table. */
  public static PairTable known(List<Pair> pairs, ProbeTable probes) {
    PairTable table = new PairTable();
    table.resize(probes.size());
    for (Pair pair : pairs) {
      Slot slot = new Slot("", pair.function());
      slot.entryProbe = probes.indexOf(pair.entryProbe());
      slot.returnProbe = probes.indexOf(pair.returnProbe());
      slot.by = pair.by() == null ? List.of() : pair.by();
      if (slot.entryProbe >= 0 && slot.returnProbe >= 0) {
        table.entryPair[slot.entryProbe] = table.pairs.size();
        table.returnPair[slot.returnProbe] = table.pairs.size();
        table.pairs.add(slot);
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
      Slot slot = pairs.get(at);
      if (slot.symbol.equals(symbol)) {
        if ((entry ? slot.entryProbe : slot.returnProbe) == NONE) {
          break;
        }
        taken = true;
      }
      at++;
    }
    if (at == pairs.size()) {
      pairs.add(new Slot(symbol, taken ? symbol + '#' + probes.name(probe) : symbol));
    }
    Slot slot = pairs.get(at);
    if (entry) {
      slot.entryProbe = probe;
      entryPair[probe] = at;
    } else {
      slot.returnProbe = probe;
      returnPair[probe] = at;
    }
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
    return pairs.get(pair).entryProbe;
  }

  /** {@link #NONE} while only its entry was seen. */
  public int returnProbe(int pair) {
    return pairs.get(pair).returnProbe;
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
