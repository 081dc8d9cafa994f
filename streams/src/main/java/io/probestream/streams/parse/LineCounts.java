package io.probestream.streams.parse;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * How many lines of each class. Law: {@code lines = events + other + lost + headers + continuations
 * + malformed + lines waiting for the rest of their record}.
 */
public final class LineCounts {
  /** Physical lines. */
  public long lines;

  /** Records of probes. */
  public long events;

  /** Records of foreign events. */
  public long other;

  /** {@code LOST} lines. */
  public long lost;

  /** Header and blank lines. */
  public long headers;

  /** Further lines of a record. */
  public long continuations;

  /** Lines that are no trace output; events are missing if they were some. */
  public long malformed;

  /** Records with a valid header: what the kernel counts as handed out. */
  public long records() {
    return events + other;
  }

  public void write(DataOutput out) throws IOException {
    out.writeLong(lines);
    out.writeLong(events);
    out.writeLong(other);
    out.writeLong(lost);
    out.writeLong(headers);
    out.writeLong(continuations);
    out.writeLong(malformed);
  }

  public void read(DataInput in) throws IOException {
    lines = in.readLong();
    events = in.readLong();
    other = in.readLong();
    lost = in.readLong();
    headers = in.readLong();
    continuations = in.readLong();
    malformed = in.readLong();
  }
}
