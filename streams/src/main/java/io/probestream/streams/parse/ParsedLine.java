package io.probestream.streams.parse;

import java.nio.charset.StandardCharsets;

/**
 * The fields of the record just parsed. One object is reused for all records: whoever wants to keep
 * something copies it. Not thread-safe.
 */
public final class ParsedLine {
  byte[] buffer;
  int start;
  int end;
  int commStart;
  int commEnd;
  int pid;
  int cpu;
  long time;
  boolean ticks;
  int probe;
  boolean hasStack;
  long stack;
  boolean hasRetval;
  long retval;
  boolean inCarry;

  /** Whether the lines are of form {@code escaped}: {@link EscapedForm}. */
  boolean escaped;

  /** Where the last kernel header had its fields. */
  final HeaderLayout layout = new HeaderLayout();

  /** Scratch of the argument scanner. */
  long number;

  int restEnd;

  /** The upper eight digits of the last hexadecimal number of sixteen, and what they are worth. */
  long highText;

  long high;

  ParsedLine() {}

  /** The task's id; for kernel tasks of the idle class 0. */
  public int pid() {
    return pid;
  }

  public int cpu() {
    return cpu;
  }

  /** Trace-clock time in ns, or in ticks if {@link #ticks}. */
  public long time() {
    return time;
  }

  /** Whether the clock counts no time. */
  public boolean ticks() {
    return ticks;
  }

  /** Index in the {@link ProbeTable}; -1 for a foreign event. */
  public int probe() {
    return probe;
  }

  public boolean hasStack() {
    return hasStack;
  }

  /** Value of the {@code $stack} argument. */
  public long stack() {
    return stack;
  }

  /**
   * The errno of an error return (-4095…-1), else 0.
   *
   * @return a positive errno, or 0
   */
  public int errno() {
    return hasRetval && retval < 0 && retval >= -4095 ? (int) -retval : 0;
  }

  /** The return value, sign-extended; 0 if there is none. */
  public long retval() {
    return hasRetval ? retval : 0;
  }

  /** Whether the record began in an earlier chunk. */
  public boolean inCarry() {
    return inCarry;
  }

  /** The bytes of the record, from {@link #start} to {@link #end}. */
  public byte[] buffer() {
    return buffer;
  }

  public int start() {
    return start;
  }

  /** Behind the record's last newline. */
  public int end() {
    return end;
  }

  /** Where the task's name begins in the buffer, padding included. */
  public int commStart() {
    return commStart;
  }

  /** Behind the task's name. */
  public int commEnd() {
    return commEnd;
  }

  /**
   * The task's name without its padding, unprintable bytes as {@code \xNN} whatever the form;
   * allocates.
   */
  public String task() {
    int from = commStart;
    while (from < commEnd - 1 && buffer[from] == ' ') {
      from++;
    }
    return PrintedText.of(buffer, from, commEnd, escaped, Integer.MAX_VALUE);
  }

  /** The same for the same name as printed. */
  public int taskHash() {
    long h = 0;
    int i = commStart;
    for (; i <= commEnd - Long.BYTES; i += Long.BYTES) {
      h = (h + Bytes.word(buffer, i)) * 0x9E3779B97F4A7C15L;
    }
    for (; i < commEnd; i++) {
      h = (h + buffer[i]) * 0x9E3779B97F4A7C15L;
    }
    return (int) (h >>> 32);
  }

  /** Whether the task's name is {@code <...>}: the kernel did not know it. */
  public boolean taskUnknown() {
    int n = commEnd - 5;
    return n >= commStart
        && buffer[n] == '<'
        && buffer[n + 1] == '.'
        && buffer[n + 2] == '.'
        && buffer[n + 3] == '.'
        && buffer[n + 4] == '>';
  }

  @Override
  public String toString() {
    return new String(buffer, start, end - start, StandardCharsets.ISO_8859_1);
  }
}
