package io.probestream.streams.parse;

import io.probestream.schemas.raw.Form;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * Cuts chunks of trace lines into records and classes, across chunk borders. Allocates nothing per
 * line. Not thread-safe.
 *
 * <p>Classes: <i>event</i> (a known probe), <i>other</i> (valid header, foreign event),
 * <i>lost</i>, <i>header</i> or blank, <i>continuation</i> (of a known string, of a task name with
 * a newline, or any line behind a foreign record, whose text nobody knows: stack traces, markers),
 * else <i>malformed</i>, with a reason.
 */
public final class LineParser {
  /** A record never goes on for longer than this. */
  public static final int MAX_RECORD_BYTES = 64 * 1024;

  /** The record needs bytes that are not here yet. */
  private static final int INCOMPLETE = -1;

  private static final int KNOWN_NOWHERE = -1;

  private static final byte[] NOTHING = {};

  private final ProbeTable probes;
  private final KnownHeads heads = new KnownHeads();
  private final LineCounts counts = new LineCounts();
  private final ParsedLine line = new ParsedLine();
  private byte[] carry = NOTHING;

  /** Bytes of foreign text that may still follow the last record; 0 after anything else. */
  private int foreignBytes;

  /** No more bytes will come: what waits is decided now. */
  private boolean atEnd;

  public LineParser(ProbeTable probes) {
    this.probes = probes;
  }

  public LineCounts counts() {
    return counts;
  }

  public ProbeTable probes() {
    return probes;
  }

  /** How the lines to come are printed; a session's lines are all of one form. */
  public void setForm(Form form) {
    line.escaped = form == Form.ESCAPED;
  }

  /** Parses whole lines; the last record may go on in the next chunk. */
  public void parse(byte[] chunk, LineSink sink) {
    // The capture's last line may lack its newline.
    if (chunk.length > 0 && chunk[chunk.length - 1] != '\n') {
      run(Arrays.copyOf(chunk, chunk.length + 1), chunk.length, sink);
    } else {
      run(chunk, -1, sink);
    }
  }

  /**
   * Parses a chunk out of turn, as if it stood behind a whole record; forgets all that this parser
   * parsed before.
   */
  public void parseAhead(byte[] chunk, LineBatch batch) {
    counts.clear();
    carry = NOTHING;
    foreignBytes = 0;
    batch.begin(chunk, probes);
    parse(chunk, batch);
    // Behind a record it does not matter what was before it.
    boolean beginsWithRecord =
        HeaderScanner.kernelHeader(chunk, 0, chunk.length, line) != HeaderScanner.NO_HEADER;
    batch.end(counts, carry, foreignBytes, beginsWithRecord && carry.length < chunk.length);
  }

  /**
   * Hands on what {@link #parseAhead} found in the next chunk, as {@link #parse} would.
   *
   * @return false, and nothing was handed on, if what came before matters: then parse the chunk
   */
  public boolean take(LineBatch batch, LineSink sink) {
    if (carry.length > 0 || !batch.isSelfContained(probes)) {
      return false;
    }
    counts.add(batch.counts());
    carry = batch.carry();
    foreignBytes = batch.foreignBytes();
    batch.replay(line, sink);
    return true;
  }

  /** Ends the input, or what was before a gap in it: an open record is malformed. */
  public void finish(LineSink sink) {
    byte[] rest = carry;
    carry = NOTHING;
    counts.waiting = 0;
    atEnd = true;
    line.inCarry = true;
    for (int p = 0; p < rest.length; ) {
      int next = record(rest, p, rest.length, sink);
      p = next == INCOMPLETE ? giveUp(rest, p, rest.length, "record without an end", sink) : next;
    }
    atEnd = false;
    foreignBytes = 0;
  }

  private void run(byte[] chunk, int missingNewlineAt, LineSink sink) {
    byte[] b = chunk;
    int carried = carry.length;
    if (missingNewlineAt >= 0) {
      b[missingNewlineAt] = '\n';
    }
    if (carried > 0) {
      b = Arrays.copyOf(carry, carried + chunk.length);
      System.arraycopy(chunk, 0, b, carried, chunk.length);
      carry = NOTHING;
      counts.waiting = 0;
    }
    int end = b.length;
    int p = 0;
    while (p < end) {
      line.inCarry = p < carried;
      int next = record(b, p, end, sink);
      if (next == INCOMPLETE) {
        if (end - p <= MAX_RECORD_BYTES) {
          carry = Arrays.copyOfRange(b, p, end);
          counts.waiting = Bytes.countLines(b, p, end);
          return;
        }
        next = giveUp(b, p, end, "record without an end", sink);
      }
      p = next;
    }
  }

  /** One record or line at {@code p}; behind it, or {@link #INCOMPLETE}. */
  private int record(byte[] b, int p, int end, LineSink sink) {
    int event = HeaderScanner.kernelHeader(b, p, end, line);
    return event == HeaderScanner.NO_HEADER
        ? plainLine(b, p, end, sink)
        : event(b, p, event, end, sink);
  }

  private int event(byte[] b, int p, int event, int end, LineSink sink) {
    line.buffer = b;
    line.start = p;
    line.probe = ProbeShape.NONE;
    line.hasStack = false;
    line.hasRetval = false;
    if (end - event < KnownHeads.MIN_BYTES) {
      return namedEvent(b, p, event, KNOWN_NOWHERE, end, sink);
    }
    int slot = KnownHeads.slot(b, event);
    int head = heads.match(slot, b, event, end);
    return head == 0
        ? namedEvent(b, p, event, slot, end, sink)
        : arguments(b, p, event + head, heads.shape(slot), end, sink, true);
  }

  /** {@code name ": (" place ")"}, to be remembered in a slot of the known heads. */
  private int namedEvent(byte[] b, int p, int event, int slot, int end, LineSink sink) {
    int q = Bytes.next(b, event, end, ':');
    boolean probeShaped = end - q > 3 && b[q] == ':' && b[q + 1] == ' ' && b[q + 2] == '(';
    ProbeShape shape = probeShaped ? probes.find(b, event, q) : null;
    if (shape == null && !(probeShaped && probes.isLearning() && Bytes.isName(b, event, q))) {
      return foreign(b, p, event, end, sink);
    }
    int place = q + 3;
    int close = Bytes.next(b, place, end, ')');
    if (close >= end || b[close] != ')') {
      return foreign(b, p, event, end, sink);
    }
    if (shape == null) {
      shape = probes.learn(b, event, q, place, close);
      if (shape == null) {
        return foreign(b, p, event, end, sink);
      }
    }
    if (!shape.isPlace(b, place, close)) {
      // An open string decides first: bytes to come must not change what was said of the record.
      return arguments(b, p, close + 1, shape, end, sink, false);
    }
    if (slot != KNOWN_NOWHERE) {
      heads.remember(slot, b, event, close + 1, shape);
    }
    return arguments(b, p, close + 1, shape, end, sink, true);
  }

  private int arguments(
      byte[] b, int p, int args, ProbeShape shape, int end, LineSink sink, boolean placeFits) {
    // The bound is the record's own, so that chunk borders decide nothing.
    int limit = Math.min(end, p + MAX_RECORD_BYTES);
    int recordEnd =
        shape.argsKnown
            ? ArgScanner.known(b, args, limit, shape, line)
            : LearnedArgs.scan(b, args, limit, line);
    if (recordEnd == ArgScanner.OPEN) {
      return end - p > MAX_RECORD_BYTES
          ? giveUp(b, p, end, "string without an end", sink)
          : INCOMPLETE;
    }
    if (recordEnd == ArgScanner.MISMATCH || !placeFits) {
      return giveUp(b, p, end, "arguments are not those of the definition", sink);
    }
    line.probe = shape.index;
    line.end = recordEnd + 1;
    foreignBytes = 0;
    counts.events++;
    counts.continuations += linesBeyondTheFirst(b, p, recordEnd, shape);
    sink.event(line);
    return line.end;
  }

  /** Strings and task names are the only places where a record can hold a newline. */
  private int linesBeyondTheFirst(byte[] b, int p, int recordEnd, ProbeShape shape) {
    if (shape.hasStrings || !shape.argsKnown) {
      return Bytes.countLines(b, p, recordEnd);
    }
    // Known probes have kernel headers: comm is 16 bytes wide.
    return Bytes.newlineIn16(b, p) ? Bytes.countLines(b, p, line.commEnd) : 0;
  }

  private int foreign(byte[] b, int p, int event, int end, LineSink sink) {
    int lineEnd = Bytes.lineEnd(b, event, end);
    if (lineEnd == end) {
      return INCOMPLETE;
    }
    line.end = lineEnd + 1;
    counts.other++;
    counts.continuations += Bytes.countLines(b, p, lineEnd);
    foreignBytes = line.escaped ? 0 : MAX_RECORD_BYTES;
    sink.other(line);
    return line.end;
  }

  /** A line without a kernel record's header. */
  private int plainLine(byte[] b, int p, int end, LineSink sink) {
    int lineEnd = Bytes.lineEnd(b, p, end);
    int next = lineEnd + 1;
    if (b[p] == ' ' && end - p <= HeaderScanner.COMM && !atEnd && !line.escaped) {
      return INCOMPLETE; // perhaps a task name with newlines, cut by the chunk
    }
    if (lineEnd == end) {
      return INCOMPLETE;
    }
    if (LostLine.parse(b, p, lineEnd, line)) {
      counts.lost++;
      foreignBytes = 0;
      sink.lost(line.cpu, line.number);
      return next;
    }
    if (probes.isLearning()) {
      int event = HeaderScanner.lenientHeader(b, p, next, line);
      if (event != HeaderScanner.NO_HEADER) {
        return event(b, p, event, end, sink);
      }
    }
    if (foreignBytes > 0) {
      foreignBytes = Math.max(0, foreignBytes - (next - p));
      counts.continuations++;
      return next;
    }
    if (p == lineEnd || b[p] == '#') {
      counts.headers++;
      return next;
    }
    return giveUp(b, p, end, "no trace record", sink);
  }

  private int giveUp(byte[] b, int p, int end, String reason, LineSink sink) {
    int lineEnd = Bytes.lineEnd(b, p, end);
    counts.malformed++;
    foreignBytes = 0;
    sink.malformed(b, p, lineEnd, reason, 0);
    return Math.min(end, lineEnd + 1);
  }

  /** Bytes of a record that waits for its end. */
  public int carriedBytes() {
    return carry.length;
  }

  public void write(DataOutput out) throws IOException {
    counts.write(out);
    out.writeInt(carry.length);
    out.write(carry);
    out.writeInt(foreignBytes);
  }

  public void read(DataInput in) throws IOException {
    counts.read(in);
    carry = new byte[in.readInt()];
    in.readFully(carry);
    foreignBytes = in.readInt();
  }
}
