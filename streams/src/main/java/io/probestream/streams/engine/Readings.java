package io.probestream.streams.engine;

import io.probestream.schemas.probe.ProbeKind;
import io.probestream.schemas.raw.Counters;
import io.probestream.schemas.window.SessionTotals;
import io.probestream.streams.account.SessionLedger;
import io.probestream.streams.pair.PairTable;
import io.probestream.streams.window.HostWindow;
import io.probestream.streams.window.ProbeStats;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayDeque;

/** Readings of a session's counters: they wait until every line before them was read. */
final class Readings {
  /** Beyond so many they are booked early. */
  private static final int MAX_WAITING = 128;

  private final Session session;
  private final ArrayDeque<Reading> waiting = new ArrayDeque<>();
  private long lastFromNs;

  /**
   * Counters that wait.
   *
   * @param isFull they came in a status record, which has all of them
   * @param isLast nothing is recorded behind them
   * @param endsSpan whether lines before and behind them are told apart
   * @param known when they came
   */
  private record Reading(
      Counters counters,
      boolean isFull,
      boolean isLast,
      boolean endsSpan,
      MissedReturns.Known known) {}

  Readings(Session session) {
    this.session = session;
    lastFromNs = session.status.counters().fromNs();
  }

  void await(Counters counters, boolean isFull, boolean isLast) {
    boolean endsSpan = session.bounds.await(counters, isLast);
    waiting.add(new Reading(counters, isFull, isLast, endsSpan, session.missedReturns.known()));
    if (waiting.size() > MAX_WAITING) {
      book(waiting.remove());
    }
  }

  /** Books those that ended by a trace-clock time. */
  void bookThrough(long time) {
    while (!waiting.isEmpty() && waiting.peek().counters().toNs() <= time) {
      book(waiting.remove());
    }
  }

  /** Takes growth into a window; {@code toNs} is when it was read. */
  SessionLedger.Growth booking(HostWindow window, long toNs) {
    return new Booking(window, toNs);
  }

  private void book(Reading reading) {
    Counters counters = reading.counters();
    HostWindow window = session.lines.bookingAt(counters.toNs());
    Booking booking = new Booking(window, counters.toNs());
    session.ledger.apply(counters, session.probes, booking);
    if (booking.dropped > 0) {
      session.lines.counted(lastFromNs, counters.toNs(), booking.dropped);
    }
    long countedNs = reading.isLast() ? Long.MAX_VALUE : counters.fromNs();
    session.uncounted.counted(countedNs, counters.toNs(), booking.dropped > 0);
    lastFromNs = counters.fromNs();
    if (reading.endsSpan()) {
      boolean complete = reading.isLast() || counters.toNs() <= session.watermark;
      session.bounds.booked(counters, reading.isLast(), complete);
    }
    for (int pair = 0; pair < session.pairs.size(); pair++) {
      long missed = session.missedReturns.grown(pair, reading.known());
      if (missed > 0) {
        window.probe(session.lines.probeId(session.pairs.returnProbe(pair))).inferredMissed +=
            missed;
      }
    }
    window.name(session.id);
    window.isFull |= reading.isFull();
    window.account(session.ledger.lineLaw(session.parser.counts(), false));
    SessionTotals[] totals =
        session.ledger.totals(session.probes.size(), session.parser.counts(), false);
    int folded = session.lines.foldedProbe();
    SessionTotals others = null;
    for (int probe = 0; probe < session.probes.size(); probe++) {
      int id = session.lines.probeId(probe);
      if (id == folded) {
        others = others == null ? totals[probe] : others.plus(totals[probe]);
      } else {
        window.probe(id).account(totals[probe]);
      }
    }
    if (others != null) {
      window.probe(folded).account(others);
    }
  }

  /** Books the growth of counters into a window. */
  private final class Booking implements SessionLedger.Growth {
    private final HostWindow window;
    private final long toNs;
    private long dropped;

    Booking(HostWindow window, long toNs) {
      this.window = window;
      this.toNs = toNs;
    }

    @Override
    public void probe(int probe, long hits, long missed, boolean anew) {
      session.bounds.grew(probe, hits, anew);
      ProbeStats stats = window.probe(session.lines.probeId(probe));
      stats.hits = Math.max(0, stats.hits) + hits;
      int pair = session.pairs.ofReturn(probe);
      if (session.probes.kind(probe) == ProbeKind.RETURN) {
        stats.returnMissed += missed;
        if (pair != PairTable.NONE && missed > 0) {
          window.function(session.lines.functionId(pair)).returnMissed += missed;
        }
      } else {
        stats.kernelMissed += missed;
        pair = session.pairs.ofEntry(probe);
        if (pair != PairTable.NONE && missed > 0) {
          window.function(session.lines.functionId(pair)).entryMissed += missed;
        }
      }
    }

    @Override
    public void ringLost(long events) {
      window.ringLost += events;
    }

    @Override
    public void dropped(long events) {
      dropped = events;
    }

    @Override
    public void collectorDropped(long count) {
      window.collectorDropped += count;
      session.pairer.lost(-1, Long.MIN_VALUE);
      session.lines.counted(Long.MIN_VALUE, toNs, count);
    }
  }

  void write(DataOutput out) throws IOException {
    out.writeLong(lastFromNs);
    out.writeInt(waiting.size());
    for (Reading reading : waiting) {
      StateCodec.writeJson(out, reading.counters());
      out.writeBoolean(reading.isFull());
      out.writeBoolean(reading.isLast());
      out.writeBoolean(reading.endsSpan());
      reading.known().write(out);
    }
  }

  void read(DataInput in) throws IOException {
    lastFromNs = in.readLong();
    for (int n = in.readInt(); n > 0; n--) {
      waiting.add(
          new Reading(
              StateCodec.readJson(in, Counters.class),
              in.readBoolean(),
              in.readBoolean(),
              in.readBoolean(),
              MissedReturns.Known.read(in)));
    }
  }
}
