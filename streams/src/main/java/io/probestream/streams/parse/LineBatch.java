package io.probestream.streams.parse;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What the lines of one chunk are, found by {@link LineParser#parseAhead} out of turn, perhaps on
 * another thread; {@link LineParser#take} hands it on in turn, of return values only errnos. Five
 * words for each record and for each {@code LOST} line. Used again and again; not thread-safe.
 */
public final class LineBatch implements LineSink {
  private static final int WORDS = 5;

  // The first word: a kind, two flags, an errno and a probe.
  private static final int KIND = 3;
  private static final int EVENT = 0;
  private static final int OTHER = 1;
  private static final int LOST = 2;
  private static final int MALFORMED = 3;
  private static final int HAS_STACK = 4;
  private static final int TICKS = 8;
  private static final int ERRNO_SHIFT = 4;
  private static final int ERRNO = 0xfff;
  private static final int PROBE_SHIFT = 16;

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Malformed(byte[] buffer, int from, int to, String reason, int offset) {}

  private final List<Malformed> malformed = new ArrayList<>();
  private final LineCounts counts = new LineCounts();
  private long[] words = new long[0];
  private int used;
  private byte[] buffer;
  private ProbeTable probes;
  private byte[] carry;
  private int foreignBytes;
  private boolean isSelfContained;

  void begin(byte[] chunk, ProbeTable table) {
    buffer = chunk;
    probes = table;
    used = 0;
    malformed.clear();
  }

  /**
   * The chunk was parsed.
   *
   * @param open what was left of it
   * @param foreign bytes of foreign text that may follow
   * @param selfContained it would have been parsed the same behind any whole record
   */
  void end(LineCounts found, byte[] open, int foreign, boolean selfContained) {
    counts.set(found);
    carry = open;
    foreignBytes = foreign;
    isSelfContained = selfContained;
  }

  /** Whether a parser of these probes would have found the same behind any whole record. */
  boolean isSelfContained(ProbeTable table) {
    return isSelfContained && table == probes;
  }

  LineCounts counts() {
    return counts;
  }

  byte[] carry() {
    return carry;
  }

  int foreignBytes() {
    return foreignBytes;
  }

  @Override
  public void event(ParsedLine line) {
    long more = (long) line.probe << PROBE_SHIFT | (long) line.errno() << ERRNO_SHIFT;
    add(line, more | (line.hasStack ? HAS_STACK : 0) | EVENT);
  }

  @Override
  public void other(ParsedLine line) {
    add(line, OTHER);
  }

  private void add(ParsedLine line, long more) {
    add(
        more | (line.ticks ? TICKS : 0),
        line.time,
        line.stack,
        both(line.pid, line.cpu),
        both(line.start, line.commEnd - line.start));
  }

  @Override
  public void lost(int cpu, long count) {
    add(LOST, count, cpu, 0, 0);
  }

  @Override
  public void malformed(byte[] bytes, int from, int to, String reason, int offset) {
    add(MALFORMED, malformed.size(), 0, 0, 0);
    malformed.add(new Malformed(bytes, from, to, reason, offset));
  }

  private void add(long kind, long a, long b, long c, long d) {
    if (used == words.length) {
      words = Arrays.copyOf(words, Math.max(1024 * WORDS, used * 2));
    }
    words[used] = kind;
    words[used + 1] = a;
    words[used + 2] = b;
    words[used + 3] = c;
    words[used + 4] = d;
    used += WORDS;
  }

  /** Hands everything on in order, records in {@code line}. */
  void replay(ParsedLine line, LineSink sink) {
    line.buffer = buffer;
    line.inCarry = false;
    for (int at = 0; at < used; at += WORDS) {
      int kind = (int) words[at] & KIND;
      if (kind == LOST) {
        sink.lost((int) words[at + 2], words[at + 1]);
      } else if (kind == MALFORMED) {
        Malformed bad = malformed.get((int) words[at + 1]);
        sink.malformed(bad.buffer, bad.from, bad.to, bad.reason, bad.offset);
      } else {
        record(at, line);
        if (kind == EVENT) {
          sink.event(line);
        } else {
          sink.other(line);
        }
      }
    }
  }

  private void record(int at, ParsedLine line) {
    long more = words[at];
    line.ticks = (more & TICKS) != 0;
    line.hasStack = (more & HAS_STACK) != 0;
    line.retval = -(more >> ERRNO_SHIFT & ERRNO);
    line.hasRetval = line.retval != 0;
    line.probe = (more & KIND) == EVENT ? (int) (more >> PROBE_SHIFT) : ProbeShape.NONE;
    line.time = words[at + 1];
    line.stack = words[at + 2];
    line.pid = high(words[at + 3]);
    line.cpu = (int) words[at + 3];
    line.start = high(words[at + 4]);
    line.commStart = line.start;
    line.commEnd = line.start + (int) words[at + 4];
  }

  private static long both(int high, int low) {
    return (long) high << 32 | (low & 0xffffffffL);
  }

  private static int high(long both) {
    return (int) (both >> 32);
  }
}
