package io.probestream.streams.rollup;

import io.probestream.schemas.window.Causes;
import io.probestream.schemas.window.LineLaw;
import io.probestream.schemas.window.MissedWindow;
import io.probestream.schemas.window.SessionTotals;

/** Adds up {@link MissedWindow}s; the totals and the line law are those of the newest one. */
public final class MissedSpan implements WindowSpan<MissedWindow> {
  private static final int VERSION = 2;

  private final String host;
  private final String probe;
  private final TimeSpan span = new TimeSpan();
  private Causes causes = Causes.NONE;
  private String session;
  private SessionTotals totals;
  private LineLaw lineLaw;
  private boolean closing;
  private boolean warmup;

  /** For windows of one host, or with {@code host} null for those of many. */
  public MissedSpan(String host, String probe) {
    this.host = host;
    this.probe = probe;
  }

  @Override
  public void add(MissedWindow w) {
    span.add(w.startMs(), w.endMs(), w.hosts(), w.isFinal());
    causes = causes.plus(w.causes());
    warmup |= w.warmup() != null;
    newest(w.session(), w.totals(), w.lineLaw(), w.closing());
  }

  private void newest(
      String newSession, SessionTotals newTotals, LineLaw newLaw, boolean isClosing) {
    if (host != null) {
      session = newSession;
      totals = newTotals == null ? totals : newTotals;
      lineLaw = newLaw == null ? lineLaw : newLaw;
      closing = isClosing;
    }
  }

  @Override
  public void addPacked(long startMs, long endMs, byte[] packed) {
    PackReader in = new PackReader(packed).version(VERSION);
    int flags = in.get();
    warmup |= PackReader.flag(flags, 0);
    span.addPacked(startMs, endMs, in);
    causes = causes.plus(causes(in));
    newest(
        PackReader.flag(flags, 2) ? in.text() : null,
        PackReader.flag(flags, 3) ? totals(in) : null,
        PackReader.flag(flags, 4) ? lineLaw(in) : null,
        PackReader.flag(flags, 1));
  }

  @Override
  public byte[] pack() {
    PackWriter out = new PackWriter().put(VERSION);
    out.flags(warmup, closing, session != null, totals != null, lineLaw != null);
    span.pack(out);
    pack(causes, out);
    if (session != null) {
      out.text(session);
    }
    if (totals != null) {
      out.number(totals.hits()).number(totals.missed()).number(totals.seen());
      out.number(totals.lostMin()).number(totals.lostMax());
      out.number(totals.unrecordedMin()).number(totals.unrecordedMax()).flags(totals.exact());
    }
    if (lineLaw != null) {
      out.orMinusOne(lineLaw.handedOut()).number(lineLaw.records()).number(lineLaw.lines());
      out.number(lineLaw.waiting()).number(lineLaw.malformed());
      out.number(lineLaw.collectorDropped()).number(lineLaw.transportLost());
      out.number(lineLaw.ringLost()).flags(lineLaw.exact());
    }
    return out.bytes();
  }

  private static void pack(Causes c, PackWriter out) {
    out.number(c.ringLost()).number(c.collectorDropped()).number(c.transportLost());
    out.number(c.malformed()).number(c.late()).number(c.kernelMissed()).number(c.returnMissed());
    out.number(c.inferredMissed()).number(c.orphanEntry()).number(c.orphanReturn());
    out.number(c.discarded()).number(c.duplicate()).number(c.reordered());
    out.number(c.hostConflict()).number(c.clockAhead()).number(c.overLimit());
  }

  private static Causes causes(PackReader in) {
    return new Causes(
        in.number(),
        in.number(),
        in.number(),
        in.number(),
        in.number(),
        in.number(),
        in.number(),
        in.number(),
        in.number(),
        in.number(),
        in.number(),
        in.number(),
        in.number(),
        in.number(),
        in.number(),
        in.number());
  }

  private static SessionTotals totals(PackReader in) {
    return new SessionTotals(
        in.number(),
        in.number(),
        in.number(),
        in.number(),
        in.number(),
        in.number(),
        in.number(),
        in.get() != 0);
  }

  private static LineLaw lineLaw(PackReader in) {
    return new LineLaw(
        in.orMinusOne(),
        in.number(),
        in.number(),
        in.number(),
        in.number(),
        in.number(),
        in.number(),
        in.number(),
        in.get() != 0);
  }

  @Override
  public MissedWindow result() {
    MissedWindow window =
        new MissedWindow(
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
    return warmup ? window.asWarmup(null) : window;
  }
}
