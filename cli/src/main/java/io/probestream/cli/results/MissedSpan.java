package io.probestream.cli.results;

import io.probestream.schemas.window.Causes;
import io.probestream.schemas.window.LineLaw;
import io.probestream.schemas.window.MissedWindow;
import io.probestream.schemas.window.SessionTotals;

/** Adds up {@link MissedWindow}s; the totals and the line law are those of the newest one. */
public final class MissedSpan implements WindowSpan<MissedWindow> {
  private final String host;
  private final String probe;
  private final TimeSpan span = new TimeSpan();
  private Causes causes = Causes.NONE;
  private String session;
  private SessionTotals totals;
  private LineLaw lineLaw;
  private boolean closing;

  /** For windows of one host, or with {@code host} null for those of many. */
  public MissedSpan(String host, String probe) {
    this.host = host;
    this.probe = probe;
  }

  @Override
  public void add(MissedWindow w) {
    span.add(w.startMs(), w.endMs(), w.hosts(), w.isFinal());
    causes = causes.plus(w.causes());
    if (host != null) {
      session = w.session();
      totals = w.totals() == null ? totals : w.totals();
      lineLaw = w.lineLaw() == null ? lineLaw : w.lineLaw();
      closing = w.closing();
    }
  }

  @Override
  public MissedWindow result() {
    return new MissedWindow(
        host,
        probe,
        span.startMs(),
        span.endMs(),
        session,
        causes,
        totals,
        lineLaw,
        closing,
        span.hosts(),
        span.isFinal());
  }
}
