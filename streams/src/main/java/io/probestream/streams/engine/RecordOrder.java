package io.probestream.streams.engine;

import io.probestream.schemas.raw.RawMeta;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.Set;

/** Which record of a host's session comes next, and which sessions are over. */
final class RecordOrder {
  private static final int MAX_ENDED_SESSIONS = 32;

  private final Set<String> ended = new LinkedHashSet<>();
  private final SeqGaps gaps = new SeqGaps();
  private long nextSeq;
  private long nextLine;

  /** A session begins with its first record in the log. */
  void begin(RawMeta meta) {
    nextSeq = meta.seq() + 1;
    nextLine = meta.firstLine();
    gaps.clear();
  }

  /** Whether a record of the session came before, or too late. */
  boolean isOld(RawMeta meta) {
    return meta.seq() < nextSeq;
  }

  /** Takes the next record; the lines that are missing before it. */
  long take(RawMeta meta) {
    long gap = Math.max(0, meta.firstLine() - nextLine);
    gaps.add(nextSeq, meta.seq(), nextLine, nextLine + gap);
    nextSeq = meta.seq() + 1;
    nextLine = meta.firstLine() + meta.lines();
    return gap;
  }

  /**
   * How many lines of an old record were missed when later ones came; the others came before. A
   * record is missed only once.
   */
  long lateLines(RawMeta meta) {
    return gaps.fill(meta.seq(), meta.firstLine(), meta.firstLine() + meta.lines());
  }

  void end(String session) {
    ended.add(session);
    if (ended.size() > MAX_ENDED_SESSIONS) {
      ended.remove(ended.iterator().next());
    }
  }

  boolean hasEnded(String session) {
    return ended.contains(session);
  }

  void write(DataOutput out) throws IOException {
    out.writeInt(ended.size());
    for (String session : ended) {
      out.writeUTF(session);
    }
    out.writeLong(nextSeq);
    out.writeLong(nextLine);
    gaps.write(out);
  }

  void read(DataInput in) throws IOException {
    for (int n = in.readInt(); n > 0; n--) {
      ended.add(in.readUTF());
    }
    nextSeq = in.readLong();
    nextLine = in.readLong();
    gaps.read(in);
  }
}
