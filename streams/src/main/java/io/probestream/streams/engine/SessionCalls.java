package io.probestream.streams.engine;

import io.probestream.schemas.window.SlowCall;
import io.probestream.streams.pair.CallSink;
import io.probestream.streams.pair.Return;
import io.probestream.streams.window.CallStats;
import io.probestream.streams.window.HostWindow;
import io.probestream.streams.window.ProbeStats;

/** What the pairer makes of a session's lines, booked into the host's windows. */
final class SessionCalls implements CallSink {
  private final Session session;
  private final SessionLines lines;
  private final HostBooks books;

  SessionCalls(Session session, SessionLines lines, HostBooks books) {
    this.session = session;
    this.lines = lines;
    this.books = books;
  }

  @Override
  public void call(Return found, long startTime, long entryOffset) {
    long duration = found.time - startTime;
    if (books.totals != null) {
      books.totals.call(session, found, duration, lines.line());
    }
    long endNs = lines.epochNs(found.time);
    HostWindow window = books.windows.at(endNs);
    if (window == null) { // its return is counted as late
      if (books.totals != null) {
        books.totals.lateCall(session.pairs.function(found.pair), duration, found.errno);
      }
      return;
    }
    CallStats stats = stats(window, found.pair);
    stats.call(duration, found.errno);
    if (session.toldApart != null) {
      session.toldApart.call(stats, found, duration, lines);
    }
    if (stats.isSlow(duration, endNs)) {
      stats.slow(
          new SlowCall(
              books.host,
              duration,
              endNs,
              found.pid,
              found.task != null ? found.task : lines.line().task(),
              found.cpu,
              lines.partition(),
              entryOffset,
              found.offset));
    }
  }

  @Override
  public void orphanEntry(int pair, long time) {
    if (session.pairs.isWhole(pair)) {
      HostWindow window = lines.bookingAt(time);
      stats(window, pair).orphanEntry++;
      probe(window, session.pairs.entryProbe(pair)).orphanEntry++;
      if (books.totals != null) {
        books.totals.function(session, pair).orphanEntry++;
      }
    }
  }

  @Override
  public void orphanReturn(int pair, long time) {
    if (session.pairs.isWhole(pair)) {
      HostWindow window = lines.bookingAt(time);
      CallStats stats = stats(window, pair);
      stats.orphanReturn++;
      if (session.mayHaveLost(time)) {
        stats.entryLost++;
      }
      probe(window, session.pairs.returnProbe(pair)).orphanReturn++;
      if (books.totals != null) {
        books.totals.function(session, pair).orphanReturn++;
      }
    }
  }

  @Override
  public void discarded(int pair, long time) {
    HostWindow window = lines.bookingAt(time);
    stats(window, pair).discarded++;
    probe(window, session.pairs.returnProbe(pair)).discarded++;
    if (books.totals != null) {
      books.totals.function(session, pair).discarded++;
    }
  }

  @Override
  public void inFlight(int pair, long fromTime, long toTime, boolean tainted) {
    if (!session.ticks && session.pairs.isWhole(pair)) {
      books.windows.inFlight(
          lines.functionId(pair), lines.epochNs(fromTime), lines.epochNs(toTime), tainted);
    }
  }

  private CallStats stats(HostWindow window, int pair) {
    CallStats stats = window.function(lines.functionId(pair));
    stats.unit = session.status.clockUnit();
    return stats;
  }

  private ProbeStats probe(HostWindow window, int probe) {
    return window.probe(lines.probeId(probe));
  }
}
