package io.probestream.streams.engine;

import io.probestream.streams.account.ProbeAccount;
import io.probestream.streams.pair.PairTable;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * Calls whose return the kernel missed without counting it, as some kernels do; decided by numbers
 * at each reading of the counters.
 *
 * <p>An entry that turned out to have no return is one of a return that the kernel admits ({@code
 * missed}), that was hit and not seen ({@code hits - seen}), that was never probed because events
 * were being switched on or off, or that it missed silently. Entries before the first return are
 * left out, for return events may have been switched on later, and so is what turned out behind the
 * last return; likewise where a pair was switched off and on within the session. What remains is
 * never more than what was missed silently, and less while the entries of admitted misses are open;
 * a reading books by how much it exceeds the most that was found before.
 */
final class MissedReturns {
  private final Session session;

  /** By pair: entries seen when the first return was; -1 before. */
  private long[] early = new long[0];

  /** Entries known to have no return when the newest return was seen. */
  private long[] orphans = new long[0];

  private long[] booked = new long[0];

  /** Entries seen when the pair was switched on again; -1 once a return was seen since. */
  private long[] resumed = new long[0];

  MissedReturns(Session session) {
    this.session = session;
  }

  /**
   * A return was read.
   *
   * @param isNewest no line before it is of a later time
   */
  void onReturn(int pair, boolean isNewest) {
    if (pair >= early.length) {
      fit(pair + 1);
    }
    if (early[pair] < 0) {
      int entry = session.pairs.entryProbe(pair);
      early[pair] = entry == PairTable.NONE ? 0 : session.ledger.probe(entry).seen;
    } else if (resumed[pair] >= 0) {
      early[pair] += session.ledger.probe(session.pairs.entryProbe(pair)).seen - resumed[pair];
    }
    resumed[pair] = -1;
    if (isNewest) {
      orphans[pair] = session.pairer.orphanEntries(pair);
    }
  }

  /** A pair's events were switched off, one after the other; every line before was read. */
  void switchedOff(int pair) {
    if (pair < early.length && early[pair] >= 0) {
      long behind = session.pairer.orphanEntries(pair) - orphans[pair];
      early[pair] += behind;
      orphans[pair] += behind;
    }
  }

  /** They were switched on again, one after the other. */
  void switchedOn(int pair) {
    int entry = session.pairs.entryProbe(pair);
    if (pair < early.length && early[pair] >= 0 && entry != PairTable.NONE) {
      resumed[pair] = session.ledger.probe(entry).seen;
    }
  }

  /**
   * What is known when a reading comes, by pair: all of it happened before the reading.
   *
   * @param orphans entries without a return that must be explained
   * @param returns returns seen
   */
  // Only written and read, never compared.
  @SuppressWarnings("ArrayRecordComponent")
  record Known(long[] orphans, long[] returns) {
    void write(DataOutput out) throws IOException {
      MissedReturns.write(orphans, out);
      MissedReturns.write(returns, out);
    }

    static Known read(DataInput in) throws IOException {
      return new Known(MissedReturns.readAll(in), MissedReturns.readAll(in));
    }
  }

  Known known() {
    int pairs = Math.min(session.pairs.size(), early.length);
    Known known = new Known(new long[pairs], new long[pairs]);
    for (int pair = 0; pair < pairs; pair++) {
      if (session.pairs.isWhole(pair) && early[pair] >= 0) {
        known.orphans[pair] = Math.max(0, orphans[pair] - early[pair]);
        known.returns[pair] = session.ledger.probe(session.pairs.returnProbe(pair)).seen;
      }
    }
    return known;
  }

  /** What a pair's misses grew by with the reading that was just booked. */
  long grown(int pair, Known known) {
    if (pair >= known.orphans.length || known.orphans[pair] == 0) {
      return 0;
    }
    ProbeAccount ret = session.ledger.probe(session.pairs.returnProbe(pair));
    long unseen = Math.max(0, ret.hits() - known.returns[pair]);
    long by = known.orphans[pair] - ret.missed() - unseen - booked[pair];
    if (by <= 0 || !ret.isCounted()) {
      return 0;
    }
    booked[pair] += by;
    return by;
  }

  private void fit(int pairs) {
    int from = early.length;
    early = Arrays.copyOf(early, pairs);
    Arrays.fill(early, from, pairs, -1);
    orphans = Arrays.copyOf(orphans, pairs);
    booked = Arrays.copyOf(booked, pairs);
    resumed = Arrays.copyOf(resumed, pairs);
    Arrays.fill(resumed, from, pairs, -1);
  }

  void write(DataOutput out) throws IOException {
    write(early, out);
    write(orphans, out);
    write(booked, out);
    write(resumed, out);
  }

  void read(DataInput in) throws IOException {
    early = readAll(in);
    orphans = readAll(in);
    booked = readAll(in);
    resumed = readAll(in);
  }

  private static void write(long[] values, DataOutput out) throws IOException {
    out.writeInt(values.length);
    for (long value : values) {
      out.writeLong(value);
    }
  }

  private static long[] readAll(DataInput in) throws IOException {
    long[] values = new long[in.readInt()];
    for (int i = 0; i < values.length; i++) {
      values[i] = in.readLong();
    }
    return values;
  }
}
