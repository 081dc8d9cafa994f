package io.probestream.collector.pages;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Prints one record of a page as the kernel's line (trace_print_context). Not thread-safe. */
final class LinePrinter {
  /** {@link #print}: nobody knows the event, or its record is shorter than its format. */
  static final int UNKNOWN = -1;

  /** {@link #print}: the line does not fit behind {@code at}. */
  static final int NO_ROOM = -2;

  private static final int HEADER_BYTES = 96;
  private static final int COMMON_BYTES = 8;
  private static final int IDS = 1 << 16;

  private final EventPrinter[] byId = new EventPrinter[IDS];
  private final TaskNames names;
  private final FlagsText flags;
  private final VarHandle shorts;
  private final VarHandle ints;

  LinePrinter(
      List<EventFormat> formats,
      TaskNames names,
      Symbols symbols,
      FlagsText flags,
      ByteOrder order) {
    formats.forEach(f -> byId[f.id()] = new EventPrinter(f, symbols, order));
    this.names = names;
    this.flags = flags;
    this.shorts = MethodHandles.byteArrayViewVarHandle(short[].class, order);
    this.ints = MethodHandles.byteArrayViewVarHandle(int[].class, order);
  }

  /** The cursor's event as a line into {@code out} from {@code at} to {@code end}; behind it. */
  int print(PageCursor cursor, int cpu, byte[] out, int at, int end) {
    byte[] b = cursor.page();
    int record = cursor.payload();
    int bytes = cursor.payloadBytes();
    if (bytes < COMMON_BYTES) {
      return UNKNOWN;
    }
    EventPrinter event = byId[(short) shorts.get(b, record) & 0xffff];
    if (event == null || bytes < event.format().dataBytes()) {
      return UNKNOWN;
    }
    int bound = event.bound(b, record, bytes);
    if (bound < 0) {
      return UNKNOWN;
    }
    if (bound + HEADER_BYTES > end - at) {
      return NO_ROOM;
    }
    int pid = (int) ints.get(b, record + 4);
    byte[] name = names.padded(pid);
    System.arraycopy(name, 0, out, at, name.length);
    int p = at + name.length;
    out[p++] = '-';
    int pidAt = p;
    p = Numbers.signed(pid, out, p);
    do {
      out[p++] = ' ';
    } while (p <= pidAt + 7); // "%-7d "
    out[p++] = '[';
    p = cpu < 1_000 ? Numbers.padded(cpu, 3, out, p) : Numbers.unsigned(cpu, out, p);
    out[p++] = ']';
    out[p++] = ' ';
    p = flags.put(b[record + 2], b[record + 3], out, p);
    p = time(cursor.timeNs(), out, p);
    return event.print(b, record, out, p);
  }

  /** {@code " %5lu.%09lu: "}. */
  private static int time(long ns, byte[] out, int at) {
    long seconds = ns / 1_000_000_000L;
    int p = at;
    out[p++] = ' ';
    for (int n = Numbers.digits(seconds); n < 5; n++) {
      out[p++] = ' ';
    }
    p = Numbers.unsigned(seconds, out, p);
    out[p++] = '.';
    p = Numbers.padded(ns - seconds * 1_000_000_000L, 9, out, p);
    out[p++] = ':';
    out[p++] = ' ';
    return p;
  }

  /** The kernel's line in front of a record that follows a loss (print_trace_line). */
  static byte[] lost(int cpu, long count) {
    String many = count == PageCursor.UNKNOWN ? "" : Long.toUnsignedString(count) + " ";
    return ("CPU:" + cpu + " [LOST " + many + "EVENTS]\n").getBytes(StandardCharsets.US_ASCII);
  }
}
