package io.probestream.streams.engine;

import io.probestream.streams.pair.PairTable;
import io.probestream.streams.pair.Return;
import io.probestream.streams.parse.LineSink;
import io.probestream.streams.parse.ParsedLine;
import io.probestream.streams.window.HostWindow;
import io.probestream.streams.window.WindowBook;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.function.Supplier;

/** What the parser finds in a session's lines, booked into the host's windows. */
final class SessionLines implements LineSink {
  private final Session session;
  private final HostBooks books;
  private final LossPlaces lossPlaces;
  private final Return ret = new Return();
  private final Supplier<String> taskName = this::task;
  private int[] probeIds = new int[0];
  private int[] functionIds = new int[0];
  private RawRecord record;
  private RejectSampler rejects;
  private ResultSink out;
  private ParsedLine line;
  private final TaskNames taskNames = new TaskNames();
  private int partition = -1;
  private long previousOffset = -1;
  private long aheadNs;
  private long newestEpochNs = Long.MIN_VALUE;

  SessionLines(Session session, HostBooks books) {
    this.session = session;
    this.books = books;
    lossPlaces = new LossPlaces(books, session.bounds);
  }

  /** The session is taken up in its middle: its first line came before. */
  void midway(long nowNs) {
    newestEpochNs = nowNs;
  }

  /** Parses the lines of one record. */
  void parse(RawRecord lines, RejectSampler sampler, ResultSink sink) {
    record = lines;
    partition = lines.partition();
    rejects = sampler;
    out = sink;
    aheadNs = aheadNs(lines);
    session.parser.setForm(lines.meta().form());
    if (lines.parsed() == null || !session.parser.take(lines.parsed(), this)) {
      session.parser.parse(lines.value(), this);
    }
    previousOffset = lines.offset();
    record = null;
  }

  /** The same session's lines go on. */
  void goOn(SessionLines before) {
    partition = before.partition;
    previousOffset = before.previousOffset;
    newestEpochNs = before.newestEpochNs;
  }

  /** The event time from which on this record's claims are not believed. */
  static long aheadNs(RawRecord lines) {
    return (lines.timestampMs() + 1_000) * 1_000_000;
  }

  long newestEpochNs() {
    return newestEpochNs == Long.MIN_VALUE ? session.status.startMs() * 1_000_000 : newestEpochNs;
  }

  /** When the window of the newest line ends, epoch ms. */
  long newestWindowEndMs() {
    return books.windows.endMs(books.windows.booking(newestEpochNs()));
  }

  HostWindow bookingAt(long traceTime) {
    return books.windows.booking(session.ticks ? newestEpochNs() : epochNs(traceTime));
  }

  /** A clock that counts no time cannot be mapped: then the read's wall clock counts. */
  long epochNs(long traceTime) {
    if (!session.ticks) {
      return traceTime + session.clockOffsetNs;
    }
    return record == null ? newestEpochNs() : record.timestampMs() * 1_000_000;
  }

  /** The inverse; everything that is held where times cannot be mapped. */
  private long traceTime(long epochNs) {
    return session.ticks || epochNs == Long.MIN_VALUE
        ? Long.MIN_VALUE
        : epochNs - session.clockOffsetNs;
  }

  @Override
  public void event(ParsedLine found) {
    line = found;
    int probe = found.probe();
    if (probe >= probeIds.length) {
      learn();
    }
    long epochNs = epochNs(found.time());
    if (isAhead(found, epochNs)) {
      return;
    }
    session.ledger.probe(probe).seen++;
    session.bounds.seen(probe, found.time());
    if (books.totals != null) {
      books.totals.record(found.time());
    }
    HostWindow window = books.windows.at(epochNs);
    if (window == null) {
      oldest().probe(probeIds[probe]).late++;
    } else {
      window.probe(probeIds[probe]).count++;
    }
    pair(found, probe, window, epochNs >= newestEpochNs);
  }

  private void pair(ParsedLine found, int probe, HostWindow window, boolean isNewest) {
    int entry = session.pairs.ofEntry(probe);
    if (entry != PairTable.NONE) {
      session.pairer.entry(
          entry,
          found.pid(),
          found.cpu(),
          found.time(),
          found.hasStack(),
          found.stack(),
          offset(found),
          session.toldApart == null ? null : session.toldApart.value(found, entry));
      if (window != null && !session.ticks && session.pairs.isWhole(entry)) {
        window.function(functionIds[entry]).inFlight.at(session.pairer.untainted(entry));
      }
      return;
    }
    int pair = session.pairs.ofReturn(probe);
    if (pair != PairTable.NONE) {
      ret.pair = pair;
      ret.pid = found.pid();
      ret.cpu = found.cpu();
      ret.time = found.time();
      ret.hasStack = found.hasStack();
      ret.stack = found.stack();
      ret.errno = found.errno();
      ret.offset = offset(found);
      ret.task = null;
      session.pairer.ret(ret, taskName);
      session.missedReturns.onReturn(pair, isNewest);
    }
  }

  /** The task of the line at hand. */
  String task() {
    return taskNames.of(line);
  }

  /** The record being parsed lies in this partition; -1 outside Kafka. */
  int partition() {
    return partition;
  }

  /** The line at hand. */
  ParsedLine line() {
    return line;
  }

  private long offset(ParsedLine found) {
    return found.inCarry() || record == null ? previousOffset : record.offset();
  }

  @Override
  public void other(ParsedLine found) {
    long epochNs = epochNs(found.time());
    if (!isAhead(found, epochNs) && books.totals != null) {
      books.totals.record(found.time());
    }
  }

  private boolean isAhead(ParsedLine found, long epochNs) {
    if (epochNs > aheadNs && record != null) {
      oldest().clockAhead++;
      return true;
    }
    if (newestEpochNs == Long.MIN_VALUE) {
      begin(epochNs);
    }
    newestEpochNs = Math.max(newestEpochNs, epochNs);
    lossPlaces.onRecord(found.cpu(), epochNs);
    return false;
  }

  /** The session's first line: before it nobody was looking. */
  private void begin(long epochNs) {
    HostWindow first = books.windows.booking(epochNs);
    first.partial = true;
    first.name(session.id);
  }

  @Override
  public void lost(int cpu, long count) {
    session.pairer.lost(cpu, traceTime(lossPlaces.newestNs(cpu)));
    lossPlaces.onLost(cpu, count);
    session.ledger.lostLine(count);
    if (!session.ledger.hasCpuStats()) {
      books.windows.booking(newestEpochNs()).ringLost += count;
    }
  }

  /** Lines were lost on the way: everything that is open may have been among them. */
  void gap(long lines) {
    session.parser.finish(this);
    // A LOST line may have been among them, of a loss that lies further back than its lines.
    session.pairer.lost(-1, Long.MIN_VALUE);
    session.ledger.transportLost(lines);
    books.windows.booking(newestEpochNs()).transportLost += lines;
    lossPlaces.onGap(lines, newestEpochNs());
  }

  /** The counters tell of a loss between two trace times. */
  void counted(long fromNs, long toNs, long count) {
    if (!session.ticks) {
      lossPlaces.onCounted(
          fromNs == Long.MIN_VALUE ? fromNs : epochNs(fromNs), epochNs(toNs), count);
    }
  }

  /** Nothing more comes. */
  void finish() {
    lossPlaces.finish(newestEpochNs());
  }

  @Override
  public void malformed(byte[] buffer, int from, int to, String reason, int offset) {
    books.windows.booking(newestEpochNs()).malformed++;
    if (record != null) {
      rejects.reject(record, buffer, from, to, reason, offset, out);
    }
  }

  int probeId(int probe) {
    if (probe >= probeIds.length) {
      learn();
    }
    return probeIds[probe];
  }

  /** Where probes beyond the limit are counted, or below 0. */
  int foldedProbe() {
    return books.foldedProbe();
  }

  int functionId(int pair) {
    if (pair >= functionIds.length) {
      learn();
    }
    return functionIds[pair];
  }

  private void learn() {
    if (session.probes.isLearning()) {
      session.pairs.learn(session.probes);
    }
    probeIds = new int[session.probes.size()];
    for (int i = 0; i < probeIds.length; i++) {
      probeIds[i] = books.probeId(session.probes.name(i));
    }
    functionIds = new int[session.pairs.size()];
    for (int i = 0; i < functionIds.length; i++) {
      functionIds[i] = books.functionId(session.pairs.function(i));
      if (session.pairs.isWhole(i)) {
        books.returnProbe(functionIds[i], probeIds[session.pairs.returnProbe(i)]);
      }
    }
  }

  private HostWindow oldest() {
    WindowBook windows = books.windows;
    long closedMs = windows.closedBeforeMs();
    return windows.booking(closedMs == Long.MIN_VALUE ? newestEpochNs() : closedMs * 1_000_000);
  }

  void write(DataOutput out) throws IOException {
    out.writeInt(partition);
    out.writeLong(previousOffset);
    out.writeLong(newestEpochNs);
    lossPlaces.write(out);
  }

  void read(DataInput in) throws IOException {
    partition = in.readInt();
    previousOffset = in.readLong();
    newestEpochNs = in.readLong();
    lossPlaces.read(in);
  }
}
