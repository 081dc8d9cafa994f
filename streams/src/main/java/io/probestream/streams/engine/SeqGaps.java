package io.probestream.streams.engine;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/**
 * The sequence numbers of a session that were passed over, as ranges, each with the lines that are
 * missing there. The newest {@link #MAX} ranges are kept: what comes for an older one counts as
 * seen before.
 */
final class SeqGaps {
  static final int MAX = 1024;

  /** By the first number of each. */
  private final TreeMap<Long, Gap> gaps = new TreeMap<>();

  private record Gap(long toSeq, long fromLine, long toLine) {}

  /** Passed over: [fromSeq, toSeq), with lines [fromLine, toLine). */
  void add(long fromSeq, long toSeq, long fromLine, long toLine) {
    if (fromSeq < toSeq) {
      gaps.put(fromSeq, new Gap(toSeq, fromLine, toLine));
      if (gaps.size() > MAX) {
        gaps.pollFirstEntry();
      }
    }
  }

  /**
   * A record with lines [fromLine, toLine) came after all: how many of them were missing. What one
   * record claims no other can claim again.
   */
  long fill(long seq, long fromLine, long toLine) {
    Map.Entry<Long, Gap> found = gaps.floorEntry(seq);
    if (found == null || seq >= found.getValue().toSeq) {
      return 0;
    }
    gaps.remove(found.getKey());
    Gap gap = found.getValue();
    long from = Math.max(gap.fromLine, Math.min(gap.toLine, fromLine));
    long to = Math.max(from, Math.min(gap.toLine, toLine));
    add(found.getKey(), seq, gap.fromLine, from);
    add(seq + 1, gap.toSeq, to, gap.toLine);
    return to - from;
  }

  int size() {
    return gaps.size();
  }

  void clear() {
    gaps.clear();
  }

  void write(DataOutput out) throws IOException {
    out.writeInt(gaps.size());
    for (Map.Entry<Long, Gap> entry : gaps.entrySet()) {
      out.writeLong(entry.getKey());
      out.writeLong(entry.getValue().toSeq);
      out.writeLong(entry.getValue().fromLine);
      out.writeLong(entry.getValue().toLine);
    }
  }

  void read(DataInput in) throws IOException {
    for (int n = in.readInt(); n > 0; n--) {
      gaps.put(in.readLong(), new Gap(in.readLong(), in.readLong(), in.readLong()));
    }
  }
}
