package io.probestream.streams.engine;

import io.probestream.schemas.probe.ProbeDefinition;
import io.probestream.schemas.raw.Counters;
import io.probestream.schemas.raw.LeftBehind;
import io.probestream.schemas.raw.ProbeStatus;
import io.probestream.schemas.raw.Status;
import io.probestream.schemas.window.SessionTotals;
import io.probestream.streams.account.SessionLedger;
import io.probestream.streams.pair.CallPairer;
import io.probestream.streams.pair.PairTable;
import io.probestream.streams.parse.LineParser;
import io.probestream.streams.parse.ProbeTable;
import io.probestream.streams.window.HostWindow;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * One run of a collector on a host: its definitions, parser, open frames and account. Ends with the
 * session.
 */
final class Session {
  final String id;
  final Status status;
  final long clockOffsetNs;
  final boolean ticks;
  final ProbeTable probes;
  final PairTable pairs;

  /** Null if no calls are to be told apart. */
  final ToldApart toldApart;

  final LineParser parser;
  final SessionLedger ledger = new SessionLedger();
  final CallPairer pairer;
  final MissedReturns missedReturns = new MissedReturns(this);
  private final ThrottledPairs throttled;
  final LossBounds bounds;
  final SessionLines lines;
  final UncountedCalls uncounted;
  final Readings readings;
  long watermark = Long.MIN_VALUE;
  private final long maxCallNs;
  private long framesCheckedAt = Long.MIN_VALUE;
  private boolean midway;

  Session(String id, Status status, long clockOffsetNs, HostBooks books) {
    this.id = id;
    this.status = status;
    this.clockOffsetNs = clockOffsetNs;
    ticks = status.clockUnit().equals(Status.TICKS);
    probes =
        status.definitionsKnown() ? ProbeTable.known(definitions(status)) : ProbeTable.learning();
    pairs =
        status.definitionsKnown()
            ? PairTable.known(status.pairs(), probes)
            : PairTable.known(List.of(), probes);
    toldApart = ToldApart.of(pairs, probes);
    parser = new LineParser(probes);
    bounds = new LossBounds(this, books);
    lines = new SessionLines(this, books);
    uncounted = new UncountedCalls(new SessionCalls(this, lines, books), lines::task);
    pairer = new CallPairer(CallPairer.stackDelta(status.arch()), ticks, uncounted);
    throttled = new ThrottledPairs(this);
    maxCallNs = books.maxCallNs;
    ledger.baseline(status.counters(), probes);
    books.windows.onOpen(bounds::opened);
    readings = new Readings(this);
    uncounted.begin(status.counters().fromNs(), status.counters().toNs());
    if (dropsNewest(status)) {
      uncounted.drops();
    }
  }

  /**
   * The definitions of a status record.
   *
   * @throws IllegalArgumentException if one cannot be parsed
   */
  static List<ProbeDefinition> definitions(Status status) {
    List<ProbeDefinition> definitions = new ArrayList<>();
    for (ProbeStatus probe : status.probes()) {
      if (!probe.state().equals(ProbeStatus.FAILED)) {
        definitions.add(ProbeDefinition.parse(probe.definition()));
      }
    }
    return definitions;
  }

  /** Whether another status speaks of the same probes and pairs. */
  boolean isSame(Status other) {
    return status.definitionsKnown() == other.definitionsKnown()
        && status.pairs().equals(other.pairs())
        && definitions(status).equals(definitions(other));
  }

  /** Whether a buffer drops the newest events where it is full. */
  private static boolean dropsNewest(Status status) {
    return status.overwrite() != null
        ? !status.overwrite()
        : status.counters().cpus().stream().anyMatch(cpu -> cpu.dropped() > 0);
  }

  /** Keeps all counters until every line before them was read. */
  void await(Status found) {
    if (dropsNewest(found)) {
      uncounted.drops();
    }
    throttled.status(found);
    readings.await(found.counters(), true, found.closing());
  }

  /** Keeps counters until every line before them was read. */
  void await(Counters counters) {
    readings.await(counters, false, false);
  }

  /** Every line before {@code time} was read. */
  void advance(long time) {
    if (ticks) {
      release(); // its windows follow another clock
    }
    if (time <= watermark) {
      return;
    }
    watermark = time;
    pairer.advance(time);
    throttled.advance(time);
    readings.bookThrough(time);
    if (!ticks) {
      expireFrames(time);
    }
  }

  /** Keeps the tasks with calls in flight below a limit. */
  void limitTasks(int most, HostBooks books) {
    int given = pairer.giveUpBeyond(most);
    if (given > 0) {
      books.windows.booking(lines.newestEpochNs()).overLimit += given;
    }
  }

  /** At fixed times of the trace clock, so that a run from the middle does it at the same ones. */
  private void expireFrames(long time) {
    long every = maxCallNs / 60;
    if (Math.floorDiv(time, every) != Math.floorDiv(framesCheckedAt, every)) {
      framesCheckedAt = time;
      pairer.expireFrames(time - maxCallNs, time);
    }
  }

  /** What came before this record of the session is not known. */
  void midway(RawRecord record) {
    midway = true;
    lines.midway(record.timestampMs() * 1_000_000);
  }

  /** Ends what waits for more lines: nothing more will come. */
  void finish() {
    parser.finish(lines);
    pairer.advance(Long.MAX_VALUE);
    lines.finish();
    readings.bookThrough(Long.MAX_VALUE);
    bounds.finish();
    uncounted.giveUp();
    reportInFlight(lines.newestWindowEndMs());
  }

  /** Calls that are held are final now: their windows are about to be closed. */
  void release() {
    pairer.release();
    uncounted.giveUp();
  }

  /**
   * Whether the entry of a call that returned then may be lost; of a buffer that drops the counters
   * say it later.
   */
  boolean mayHaveLost(long time) {
    return bounds.mayHaveLost(lines.epochNs(time)) || uncounted.decidedNs() != Long.MAX_VALUE;
  }

  /** The epoch time before which nothing can be booked any more, if lines before it were read. */
  long decidedNs() {
    long decided = uncounted.decidedNs();
    return ticks || decided == Long.MAX_VALUE ? Long.MAX_VALUE : decided + clockOffsetNs;
  }

  /** Books the calls that are in flight into the open windows up to an epoch time in ms. */
  void reportInFlight(long epochMs) {
    if (!ticks) {
      pairer.reportInFlight(epochMs * 1_000_000 - clockOffsetNs);
    }
  }

  /**
   * Writes the session's totals into the window in which it ended.
   *
   * @param closed whether it said that it ends, after its last line, or was settled; else it broke
   *     off
   */
  void end(HostBooks books, boolean closed) {
    HostWindow last = books.windows.booking(lines.newestEpochNs());
    last.partial = true;
    last.session = id;
    boolean exact = closed && !midway;
    last.end(ledger.lineLaw(parser.counts(), exact));
    SessionTotals[] totals = ledger.totals(probes.size(), parser.counts(), exact);
    for (int probe = 0; probe < probes.size(); probe++) {
      last.probe(books.probeId(probes.name(probe))).end(totals[probe]);
    }
  }

  /** What a later collector of the same boot found of this one, or null. */
  LeftBehind in(Status later) {
    if (later.leftBehind() == null || !later.bootId().equals(status.bootId())) {
      return null;
    }
    for (LeftBehind left : later.leftBehind()) {
      boolean isOurs = status.probes().stream().anyMatch(p -> p.group().equals(left.group()));
      // Where one kind of counters could not be read, the other closes nothing.
      if (isOurs && !left.probes().isEmpty() && !left.cpus().isEmpty()) {
        return left;
      }
    }
    return null;
  }

  /** Books what the kernel said at last of a collector that was killed. */
  void settle(LeftBehind left, HostBooks books) {
    HostWindow last = books.windows.booking(lines.newestEpochNs());
    long newestNs = lines.newestEpochNs() - clockOffsetNs;
    long before = ledger.ringLost();
    ledger.settle(left, probes, parser.counts(), readings.booking(last, newestNs));
    if (ledger.ringLost() > before) {
      lines.counted(Long.MIN_VALUE, newestNs, ledger.ringLost() - before);
    }
  }

  /** The same session with other probes or pairs: its account goes on, open frames do not. */
  Session redefined(Status changed, HostBooks books) {
    Session next = new Session(id, changed, clockOffsetNs, books);
    HostWindow window = books.windows.booking(lines.newestEpochNs());
    window.partial = true;
    window.name(id);
    SessionTotals[] totals = ledger.totals(probes.size(), parser.counts(), !midway);
    for (int probe = 0; probe < probes.size(); probe++) {
      if (next.probes.indexOf(probes.name(probe)) < 0) {
        window.probe(books.probeId(probes.name(probe))).end(totals[probe]);
      }
    }
    next.ledger.goOn(ledger, probes, next.probes);
    next.parser.counts().add(parser.counts());
    next.watermark = watermark;
    next.midway = midway;
    next.lines.goOn(lines);
    next.uncounted.goOn(uncounted);
    return next;
  }

  void write(DataOutput out) throws IOException {
    StateCodec.writeJson(out, status);
    out.writeUTF(id);
    out.writeLong(clockOffsetNs);
    out.writeLong(watermark);
    out.writeLong(framesCheckedAt);
    out.writeBoolean(midway);
    readings.write(out);
    StateCodec.writeLearned(out, probes);
    parser.write(out);
    ledger.write(out);
    pairer.write(out);
    uncounted.write(out);
    lines.write(out);
    bounds.write(out);
    missedReturns.write(out);
    throttled.write(out);
  }

  static Session read(DataInput in, HostBooks books) throws IOException {
    Status status = StateCodec.readJson(in, Status.class);
    Session session = new Session(in.readUTF(), status, in.readLong(), books);
    session.watermark = in.readLong();
    session.framesCheckedAt = in.readLong();
    session.midway = in.readBoolean();
    session.readings.read(in);
    StateCodec.readLearned(in, session.probes);
    session.pairs.learn(session.probes);
    session.parser.read(in);
    session.ledger.read(in);
    session.pairer.read(in);
    session.uncounted.read(in);
    session.lines.read(in);
    session.bounds.read(in);
    session.missedReturns.read(in);
    session.throttled.read(in);
    return session;
  }
}
