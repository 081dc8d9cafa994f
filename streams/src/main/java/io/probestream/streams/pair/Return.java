package io.probestream.streams.pair;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** A return event. Reused for each line, copied where it must wait for its entry. */
public final class Return {
  /** Index of the pair. */
  public int pair;

  public int pid;
  public int cpu;

  /** Trace-clock time. */
  public long time;

  public boolean hasStack;
  public long stack;

  /** Positive, or 0 if the call succeeded. */
  public int errno;

  /** Raw offset of the record with the line. */
  public long offset;

  /** The task's name; null while the line itself is at hand. */
  public String task;

  /** What the call is told apart by, of its entry; null for nothing, and before it is matched. */
  public String value;

  int lossEpoch;

  /** The same under its task's name, to be kept. */
  public Return copy(String taskName) {
    return new Return().set(this, taskName);
  }

  Return set(Return o, String taskName) {
    pair = o.pair;
    pid = o.pid;
    cpu = o.cpu;
    time = o.time;
    hasStack = o.hasStack;
    stack = o.stack;
    errno = o.errno;
    offset = o.offset;
    task = taskName;
    value = o.value;
    lossEpoch = o.lossEpoch;
    return this;
  }

  public void write(DataOutput out) throws IOException {
    out.writeInt(pair);
    out.writeInt(pid);
    out.writeInt(cpu);
    out.writeLong(time);
    out.writeBoolean(hasStack);
    out.writeLong(stack);
    out.writeInt(errno);
    out.writeLong(offset);
    out.writeUTF(task);
    out.writeInt(lossEpoch);
    writeValue(value, out);
  }

  public static Return read(DataInput in) throws IOException {
    Return r = new Return();
    r.pair = in.readInt();
    r.pid = in.readInt();
    r.cpu = in.readInt();
    r.time = in.readLong();
    r.hasStack = in.readBoolean();
    r.stack = in.readLong();
    r.errno = in.readInt();
    r.offset = in.readLong();
    r.task = in.readUTF();
    r.lossEpoch = in.readInt();
    r.value = readValue(in);
    return r;
  }

  static void writeValue(String value, DataOutput out) throws IOException {
    out.writeBoolean(value != null);
    if (value != null) {
      out.writeUTF(value);
    }
  }

  static String readValue(DataInput in) throws IOException {
    return in.readBoolean() ? in.readUTF() : null;
  }
}
