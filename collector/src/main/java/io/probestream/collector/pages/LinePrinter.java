package io.probestream.collector.pages;

import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Prints one record of a page as the kernel's line. Not thread-safe. */
final class LinePrinter {
  /** {@link #print}: the record is shorter than its format, or a string lies outside of it. */
  static final int UNKNOWN = -1;

  /** {@link #print}: the line does not fit behind {@code at}. */
  static final int NO_ROOM = -2;

  private static final int COMMON_BYTES = 8;
  private static final int IDS = 1 << 16;
  private static final byte[] UNKNOWN_TYPE = "Unknown type ".getBytes(StandardCharsets.US_ASCII);

  private final RecordPrinter[] byId = new RecordPrinter[IDS];
  private final TaskNames names;
  private final FlagsText flags;
  private final boolean little;

  LinePrinter(
      List<EventFormat> formats,
      TaskNames names,
      Symbols symbols,
      FlagsText flags,
      ByteOrder order) {
    this.names = names;
    this.flags = flags;
    this.little = order == ByteOrder.LITTLE_ENDIAN;
    formats.forEach(f -> byId[f.id()] = new EventPrinter(f, symbols, little));
  }

  /** Prints markers too (trace_print_print). */
  void addMarkers(MarkerFormat format, Symbols symbols) {
    byId[format.id()] = new MarkerPrinter(format, symbols, little);
  }

  /** What this printer needs of each CPU. */
  LineHeader header(int cpu) {
    return new LineHeader(cpu, names, flags);
  }

  /** The cursor's event as a line into {@code out} from {@code at} to {@code end}; behind it. */
  int print(PageCursor cursor, LineHeader header, byte[] out, int at, int end) {
    byte[] b = cursor.page();
    int record = cursor.payload();
    int bytes = cursor.payloadBytes();
    if (bytes < COMMON_BYTES) {
      return UNKNOWN;
    }
    int type = Words.int16(b, record, little);
    RecordPrinter event = byId[type];
    int bound = event == null ? UNKNOWN_TYPE.length + 6 : event.bound(b, record, bytes);
    if (bound < 0) {
      return UNKNOWN;
    }
    if (bound + LineHeader.MAX_BYTES > end - at) {
      return NO_ROOM;
    }
    int pid = Words.int32(b, record + 4, little);
    int p = header.put(pid, b[record + 2], b[record + 3], cursor.timeNs(), out, at);
    return event == null ? unknownType(type, out, p) : event.print(b, record, bytes, out, p);
  }

  /** What the kernel prints of a record that none of its own events is (print_trace_fmt). */
  private static int unknownType(int type, byte[] out, int at) {
    System.arraycopy(UNKNOWN_TYPE, 0, out, at, UNKNOWN_TYPE.length);
    int p = Numbers.unsigned(type, out, at + UNKNOWN_TYPE.length);
    out[p] = '\n';
    return p + 1;
  }

  /** The kernel's line in front of a record that follows a loss (print_trace_line). */
  static byte[] lost(int cpu, long count) {
    String many = count == PageCursor.UNKNOWN ? "" : Long.toUnsignedString(count) + " ";
    return ("CPU:" + cpu + " [LOST " + many + "EVENTS]\n").getBytes(StandardCharsets.US_ASCII);
  }
}
