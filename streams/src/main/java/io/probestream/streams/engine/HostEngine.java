package io.probestream.streams.engine;

import io.probestream.schemas.raw.Counters;
import io.probestream.schemas.raw.LeftBehind;
import io.probestream.schemas.raw.RawMeta;
import io.probestream.schemas.raw.RecordType;
import io.probestream.schemas.raw.Status;
import io.probestream.streams.parse.LineParser;
import io.probestream.streams.window.HostWindow;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * Everything about one host: session, parser state, open frames, open windows, last counters. Raw
 * records of the host go in, in partition order; closed windows come out. The same records give the
 * same results. Not thread-safe.
 */
public final class HostEngine {
  /** No watermark yet, or none that holds others back. */
  public static final long NO_WATERMARK = HostTime.NONE;

  private static final int STATE_VERSION = 13;

  /** Behind a closed session no watermark will come: its windows close so long after their end. */
  private static final long CLOSED_GRACE_MS = 1_000;

  private final EngineConfig config;
  private final HostBooks books;
  private final WindowEmitter emitter;
  private final RejectSampler rejects;
  private final JsonRecords json;
  private final RecordOrder order = new RecordOrder();
  private final HostTime time;
  private Session session;

  public HostEngine(String host, EngineConfig config) {
    this.config = config;
    books = new HostBooks(host, config);
    emitter = new WindowEmitter(books, config.windowMs());
    rejects = new RejectSampler(host);
    json = new JsonRecords(rejects);
    time = new HostTime(config.silenceMs());
  }

  public String host() {
    return books.host;
  }

  public EngineConfig config() {
    return config;
  }

  /** Keeps whole-run totals from now on, for {@link #summary}. They are not part of the state. */
  public void keepTotals(boolean byTask) {
    books.totals = new RunTotals(books, byTask, config.histogramDigits());
  }

  /** The totals of the last session that ended; its windows must be closed ({@link #end}). */
  public RunSummary summary() {
    if (books.totals == null) {
      throw new IllegalStateException("keepTotals was not called");
    }
    return books.totals.summary();
  }

  /**
   * A new parser for the lines of the current session, to be used ahead of this engine and on any
   * one thread ({@link RawRecord#parsedBy}); null where probes are learned line by line, and
   * between sessions.
   */
  public LineParser parserAhead() {
    return session == null || session.probes.isLearning() ? null : new LineParser(session.probes);
  }

  /** Lines of the current session so far; 0 between sessions. */
  public long lines() {
    return session == null ? 0 : session.parser.counts().lines();
  }

  /** Takes one record of this host; never throws for what is in it. */
  public void accept(RawRecord record, ResultSink out) {
    RawMeta meta = record.meta();
    time.record();
    if (session == null || !session.id.equals(meta.session())) {
      if (!adopt(record, out)) {
        return;
      }
      time.moved();
      time.heard();
    } else {
      time.heard();
      if (!isNext(record)) {
        return;
      }
    }
    switch (meta.type()) {
      case LINES -> lines(record, out);
      case COUNTERS -> counters(record, out);
      case STATUS -> status(record, out);
      case TICK, RULES ->
          throw new IllegalArgumentException(meta.type().wireName() + " belongs to no host");
    }
    if (session != null) {
      advance(record, out);
    }
  }

  /** Whether a record of a session other than the current one is to be worked on. */
  private boolean adopt(RawRecord record, ResultSink out) {
    RawMeta meta = record.meta();
    Status status = meta.type() == RecordType.STATUS ? json.status(record, out) : null;
    boolean older =
        order.hasEnded(meta.session())
            // A silent one is over; its clock may have been ahead.
            || (session != null
                && !time.isSilent()
                && status != null
                && status.startMs() < session.status.startMs());
    if (older || (session != null && status == null)) {
      window(record).hostConflict += meta.lines();
      return false;
    }
    if (status == null) {
      return false; // a session whose beginning is not in the log: it begins at its next status
    }
    if (session != null) {
      end(false, session.in(status));
    }
    books.forgetNames();
    session = new Session(meta.session(), status, meta.clockOffsetNs(), books);
    if (meta.seq() > 0) {
      midway(record, out);
    }
    order.begin(meta);
    return true;
  }

  /**
   * The session's earlier records are not in the log, or not in this run. Their lines are no later
   * than what a record of this time may hold, and their calls end within the longest call's time,
   * which is looked at 60 times.
   */
  private void midway(RawRecord record, ResultSink out) {
    session.midway(record);
    long newestMs = SessionLines.aheadNs(record) / 1_000_000;
    books.ratesFromMs = windowAfter(newestMs);
    books.wholeFromMs = windowAfter(newestMs + config.maxCallMs() + config.maxCallMs() / 60);
    emitter.midway(session.id, out);
  }

  private long windowAfter(long epochMs) {
    return windowStart(epochMs) + config.windowMs();
  }

  /** Sees to the order of the session's records; false for one that is to be ignored. */
  private boolean isNext(RawRecord record) {
    RawMeta meta = record.meta();
    if (order.isOld(meta)) {
      long reordered = order.lateLines(meta);
      window(record).reordered += reordered;
      window(record).duplicate += meta.lines() - reordered;
      return false;
    }
    long gap = order.take(meta);
    if (gap > 0) {
      session.lines.gap(gap);
    }
    return true;
  }

  /** A value cut short holds fewer lines than were sent: the whole ones count, the rest is lost. */
  private void lines(RawRecord record, ResultSink out) {
    byte[] value = record.value();
    int end = value.length;
    while (end > 0 && value[end - 1] != '\n') {
      end--;
    }
    long before = session.parser.counts().lines();
    if (end == value.length) {
      session.lines.parse(record, rejects, out);
    } else {
      rejects.reject(record, value, end, value.length, "the record ends within a line", end, out);
      byte[] whole = Arrays.copyOf(value, end);
      session.lines.parse(
          new RawRecord(
              record.meta(), whole, record.timestampMs(), record.partition(), record.offset()),
          rejects,
          out);
    }
    session.limitTasks(config.limits().openTasks(), books);
    long missing = record.meta().lines() - (session.parser.counts().lines() - before);
    if (missing > 0) {
      session.lines.gap(missing);
    }
  }

  private void counters(RawRecord record, ResultSink out) {
    Counters counters = json.counters(record, out);
    if (counters != null) {
      session.await(counters);
    }
  }

  private void status(RawRecord record, ResultSink out) {
    Status status = json.status(record, out);
    if (status == null || record.meta().seq() == 0) {
      return;
    }
    session.await(status);
    if (status.closing()) {
      advance(record, out);
      end(true, null);
    } else if (!session.isSame(status)) {
      session.finish();
      books.forgetNames();
      session = session.redefined(status, books);
    }
  }

  /** The session ends: it says so, or its collector was killed and perhaps left its counters. */
  private void end(boolean closing, LeftBehind left) {
    session.finish();
    if (left != null) {
      session.settle(left, books);
    }
    session.end(books, closing || left != null);
    if (books.totals != null) {
      books.totals.finish(session);
    }
    order.end(session.id);
    session = null;
  }

  /** Applies the record's promise that nothing older will come. */
  private void advance(RawRecord record, ResultSink out) {
    long promised = record.meta().watermarkNs();
    long epochNs =
        session.ticks ? record.timestampMs() * 1_000_000 : promised + session.clockOffsetNs;
    if (epochNs > SessionLines.aheadNs(record)) {
      rejects.reject(record, "watermark lies ahead of the record's timestamp", out);
      return;
    }
    session.advance(promised);
    long closedNs = Math.min(time.promise(epochNs), session.decidedNs());
    long closeMs = Math.floorDiv(closedNs, 1_000_000) - config.graceMs();
    long beforeMs = books.windows.closableBeforeMs(closeMs);
    if (beforeMs > books.windows.closedBeforeMs()) {
      session.reportInFlight(beforeMs);
    }
    books.windows.closeThrough(closeMs, window -> emit(window, out));
  }

  /**
   * Wall-clock time passed, by a tick in the log. A host of which nothing was heard for too long is
   * silent: its windows are closed, and a record says so. One that speaks while its event time
   * stands still, such as after its clock was set back, has its windows closed, too.
   */
  public void tick(long tickMs, ResultSink out) {
    time.tick(tickMs);
    if (time.falls(time.lastTickMs())) {
      time.fallSilent();
      end(out);
      if (session != null && books.windows.closedBeforeMs() != Long.MIN_VALUE) {
        emitter.silence(session.id, out);
      }
    } else if (standsStill(time.lastTickMs())) {
      end(out);
      time.closedStanding(config.windowMs());
    } else if (session == null) {
      // A collector that restarts in the same window still goes on in it.
      books.windows.closeEnded(time.lastTickMs() - CLOSED_GRACE_MS, window -> emit(window, out));
    }
  }

  /** Whether {@link #tick} would change anything but the last tick. */
  public boolean isDue(long tickMs) {
    return time.isFirstTick()
        || time.falls(tickMs)
        || standsStill(tickMs)
        || (session == null && books.windows.hasEnded(tickMs - CLOSED_GRACE_MS));
  }

  private boolean standsStill(long tickMs) {
    return !books.windows.isEmpty() && time.standsStill(tickMs);
  }

  /** Closes every open window, for the end of a bare file or of a silent host. */
  public void end(ResultSink out) {
    if (session != null) {
      session.release();
      if (!books.windows.isEmpty()) {
        session.reportInFlight(books.windows.endMs());
      }
    }
    books.windows.closeAll(window -> emit(window, out));
  }

  private void emit(HostWindow window, ResultSink out) {
    if (books.totals != null) {
      books.totals.window(window);
    }
    if (out.takesWindows()) {
      emitter.emit(window, out);
    }
  }

  /** Whether nothing was heard of the host for too long. */
  public boolean isSilent() {
    return time.isSilent();
  }

  /** Event time (epoch ms) below which every window is closed; MIN_VALUE if none was yet. */
  public long closedMs() {
    return books.windows.closedBeforeMs();
  }

  /** How the current session describes itself; null between sessions. */
  public Status status() {
    return session == null ? null : session.status;
  }

  /**
   * Event time (epoch ms) below which no window of this host is open any more, or {@link
   * #NO_WATERMARK} while the host is silent and must not hold others back.
   */
  public long watermarkMs() {
    return time.isSilent() ? NO_WATERMARK : books.windows.closedBeforeMs();
  }

  /**
   * Event time (epoch ms) up to which every window has been given, but for those that come late;
   * {@link #NO_WATERMARK} if there was none. Of a host that is silent, or whose session has ended,
   * ticks tell it.
   *
   * @param tickMs the partition's last tick; MIN_VALUE for none
   */
  public long toldMs(long tickMs) {
    long closedMs = books.windows.closedBeforeMs();
    boolean byTicks =
        (time.isSilent() || session == null)
            && closedMs != Long.MIN_VALUE
            && tickMs != Long.MIN_VALUE;
    return byTicks ? Math.max(closedMs, windowStart(tickMs - CLOSED_GRACE_MS)) : closedMs;
  }

  private long windowStart(long epochMs) {
    return Math.floorDiv(epochMs, config.windowMs()) * config.windowMs();
  }

  /** Whether this host is silent for so long that its state can be forgotten. */
  public boolean isForgettable(long tickMs) {
    return time.isForgettable(tickMs);
  }

  /** Where to book what a record says of itself: the window of the newest line so far. */
  private HostWindow window(RawRecord record) {
    return books.windows.booking(
        session != null ? session.lines.newestEpochNs() : record.timestampMs() * 1_000_000);
  }

  /** Writes the whole state. */
  public void write(DataOutput out) throws IOException {
    out.writeByte(STATE_VERSION);
    order.write(out);
    time.write(out);
    rejects.write(out);
    books.write(out);
    out.writeBoolean(session != null);
    if (session != null) {
      session.write(out);
    }
  }

  /** Reads what {@link #write} wrote. */
  public static HostEngine read(String host, EngineConfig config, DataInput in) throws IOException {
    int version = in.readByte();
    if (version != STATE_VERSION) {
      throw new IOException(
          "state of host " + host + " has version " + version + ", not " + STATE_VERSION);
    }
    HostEngine engine = new HostEngine(host, config);
    engine.order.read(in);
    engine.time.read(in);
    engine.rejects.read(in);
    engine.books.read(in);
    if (in.readBoolean()) {
      engine.session = Session.read(in, engine.books);
    }
    return engine;
  }
}
