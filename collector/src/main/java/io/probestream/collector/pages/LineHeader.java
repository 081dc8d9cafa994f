package io.probestream.collector.pages;

/**
 * What stands in front of an event on one CPU: {@code task-pid [cpu] flags time: }
 * (trace_print_context). Most lines differ from the one before only in the decimals of their time,
 * so the rest is kept. Not thread-safe.
 */
final class LineHeader {
  /** The most that {@link #put} writes. */
  static final int MAX_BYTES = TaskNames.MAX_BYTES + 96;

  private static final long NS = 1_000_000_000L;

  private final int cpu;
  private final TaskNames names;
  private final FlagsText flags;
  private final byte[] text = new byte[MAX_BYTES];
  private int length;
  private long textKey = -1;
  private long secondNs = -1;
  private int namesVersion;

  LineHeader(int cpu, TaskNames names, FlagsText flags) {
    this.cpu = cpu;
    this.names = names;
    this.flags = flags;
  }

  int cpu() {
    return cpu;
  }

  /**
   * Writes it; behind it.
   *
   * @param flagBits {@code common_flags}
   * @param preempt {@code common_preempt_count}
   */
  int put(int pid, byte flagBits, byte preempt, long timeNs, byte[] out, int at) {
    long key = (long) pid << 16 | (flagBits & 0xff) << 8 | (preempt & 0xff);
    long ns = timeNs - secondNs;
    if (key != textKey || ns < 0 || ns >= NS || namesVersion != names.version() || secondNs < 0) {
      make(pid, flagBits, preempt, timeNs);
      textKey = key;
      ns = timeNs - secondNs;
    }
    System.arraycopy(text, 0, out, at, length);
    int p = Numbers.nineDigits((int) ns, out, at + length);
    out[p] = ':';
    out[p + 1] = ' ';
    return p + 2;
  }

  private void make(int pid, byte flagBits, byte preempt, long timeNs) {
    namesVersion = names.version();
    byte[] name = names.padded(pid);
    System.arraycopy(name, 0, text, 0, name.length);
    int p = name.length;
    text[p++] = '-';
    int pidAt = p;
    p = Numbers.signed(pid, text, p);
    do {
      text[p++] = ' ';
    } while (p <= pidAt + 7); // "%-7d "
    text[p++] = '[';
    p = cpu < 1_000 ? Numbers.padded(cpu, 3, text, p) : Numbers.unsigned(cpu, text, p);
    text[p++] = ']';
    text[p++] = ' ';
    p = flags.put(flagBits, preempt, text, p);
    long seconds = timeNs / NS; // " %5lu.%09lu: "
    secondNs = seconds * NS;
    text[p++] = ' ';
    for (int limit = 10_000; limit > 1 && seconds < limit; limit /= 10) {
      text[p++] = ' ';
    }
    p = Numbers.unsigned(seconds, text, p);
    text[p++] = '.';
    length = p;
  }
}
