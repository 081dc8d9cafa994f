package io.probestream.streams.engine;

import io.probestream.schemas.Keys;
import io.probestream.schemas.window.Causes;
import io.probestream.schemas.window.LatencyWindow;
import io.probestream.schemas.window.MissedWindow;
import io.probestream.schemas.window.RateWindow;
import io.probestream.streams.window.CallStats;
import io.probestream.streams.window.HostWindow;
import io.probestream.streams.window.LatencyMath;
import io.probestream.streams.window.ProbeStats;

/** Turns a closed window of a host into the records of the topics. */
final class WindowEmitter {
  private final HostBooks books;
  private final long windowMs;

  WindowEmitter(HostBooks books, long windowMs) {
    this.books = books;
    this.windowMs = windowMs;
  }

  void emit(HostWindow window, ResultSink out) {
    for (int id = 0; id < books.probeNames.size(); id++) {
      ProbeStats stats = window.probeOrNull(id);
      if (stats != null && (stats.count > 0 || stats.hits > 0 || stats.kernelMissed > 0)) {
        RateWindow rate = rate(window, books.probeNames.name(id), stats);
        out.rate(window.startMs < books.ratesFromMs ? rate.asWarmup() : rate);
      }
    }
    for (int id = 0; id < books.functionNames.size(); id++) {
      CallStats stats = window.functionOrNull(id);
      if (stats != null) {
        LatencyWindow latency =
            stats.toWindow(
                books.host,
                books.functionNames.name(id),
                window.startMs,
                window.startMs + windowMs,
                window.lostMax(books.returnProbe(id)),
                window.partial);
        out.latency(window.startMs < books.wholeFromMs ? latency.asWarmup() : latency);
      }
    }
    for (int id = 0; id < books.probeNames.size(); id++) {
      ProbeStats stats = window.probeOrNull(id);
      if (stats != null && (stats.missing() > 0 || stats.hasEnded() || isFull(window, stats))) {
        MissedWindow missed = missed(window, books.probeNames.name(id), stats);
        out.missed(window.startMs < books.wholeFromMs ? missed.asWarmup(null) : missed);
      }
    }
    Causes causes = hostCauses(window);
    if (!causes.equals(Causes.NONE) || window.hasEnded() || window.isFull) {
      MissedWindow missed =
          new MissedWindow(
              books.host,
              Keys.NO_PROBE,
              window.startMs,
              window.startMs + windowMs,
              window.session,
              causes,
              null,
              window.lineLaw(),
              window.hasEnded(),
              null,
              null);
      out.missed(window.startMs < books.wholeFromMs ? missed.asWarmup(null) : missed);
    }
  }

  private static boolean isFull(HostWindow window, ProbeStats stats) {
    return window.isFull && stats.totals() != null;
  }

  /** Says that a session was taken up in its middle, and until when that can be felt. */
  void midway(String session, ResultSink out) {
    out.missed(
        new MissedWindow(
                books.host,
                Keys.NO_PROBE,
                books.ratesFromMs - windowMs,
                books.ratesFromMs,
                session,
                Causes.NONE,
                null,
                null,
                false,
                null,
                null)
            .asWarmup(books.wholeFromMs));
  }

  /** Says that nothing is known of the host from the last closed window on. */
  void silence(String session, ResultSink out) {
    long fromMs = books.windows.closedBeforeMs();
    out.missed(MissedWindow.silence(books.host, fromMs, fromMs + windowMs, session));
  }

  private RateWindow rate(HostWindow window, String probe, ProbeStats stats) {
    long lostMax = window.lostMax(stats);
    return new RateWindow(
        books.host,
        probe,
        window.startMs,
        window.startMs + windowMs,
        stats.count,
        stats.hits < 0 ? null : stats.hits,
        window.lostMin(stats),
        lostMax,
        stats.kernelMissed,
        LatencyMath.completenessPpm(stats.count, lostMax + stats.kernelMissed),
        window.partial,
        null,
        null);
  }

  private MissedWindow missed(HostWindow window, String probe, ProbeStats stats) {
    return new MissedWindow(
        books.host,
        probe,
        window.startMs,
        window.startMs + windowMs,
        window.session,
        new Causes(
            0,
            0,
            0,
            0,
            stats.late,
            stats.kernelMissed,
            stats.returnMissed,
            stats.inferredMissed,
            stats.orphanEntry,
            stats.orphanReturn,
            stats.discarded,
            0,
            0,
            0,
            0,
            0),
        stats.totals(),
        null,
        stats.hasEnded(),
        null,
        null);
  }

  private Causes hostCauses(HostWindow window) {
    return new Causes(
        window.ringLost,
        window.collectorDropped,
        window.transportLost,
        window.malformed,
        window.late,
        0,
        0,
        0,
        0,
        0,
        0,
        window.duplicate,
        window.reordered,
        window.hostConflict,
        window.clockAhead,
        window.overLimit + window.linesOf(books.foldedProbe()));
  }
}
