package io.probestream.streams.parse;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** How many lines of each class. Each physical line is in exactly one of them. */
public final class LineCounts {
  /** Lines of a record that waits for its end. */
  public long waiting;

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

  /** Physical lines. */
  public long lines() {
    return events + other + lost + headers + continuations + malformed + waiting;
  }

  /** Records with a valid header: what the kernel counts as handed out. */
  public long records() {
    return events + other;
  }

  /** Takes in what was counted elsewhere. */
  public void add(LineCounts o) {
    waiting += o.waiting;
    events += o.events;
    other += o.other;
    lost += o.lost;
    headers += o.headers;
    continuations += o.continuations;
    malformed += o.malformed;
  }

  void set(LineCounts o) {
    clear();
    add(o);
  }

  void clear() {
    waiting = 0;
    events = 0;
    other = 0;
    lost = 0;
    headers = 0;
    continuations = 0;
    malformed = 0;
  }

  public void write(DataOutput out) throws IOException {
    out.writeLong(waiting);
    out.writeLong(events);
    out.writeLong(other);
    out.writeLong(lost);
    out.writeLong(headers);
    out.writeLong(continuations);
    out.writeLong(malformed);
  }

  public void read(DataInput in) throws IOException {
    waiting = in.readLong();
    events = in.readLong();
    other = in.readLong();
    lost = in.readLong();
    headers = in.readLong();
    continuations = in.readLong();
    malformed = in.readLong();
  }
}
