package io.probestream.collector.pages;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.List;

/** Prints the records of one event: its name, place and arguments. Allocates nothing per record. */
final class EventPrinter {
  private final EventFormat format;
  private final Symbols symbols;
  private final byte[] head;
  private final EventFormat.Kind[] kinds;
  private final byte[][] texts;
  private final int[] offsets;
  private final int[] sizes;
  private final VarHandle shorts;
  private final VarHandle ints;
  private final VarHandle longs;
  private final int fixedBytes;

  EventPrinter(EventFormat format, Symbols symbols, ByteOrder order) {
    this.format = format;
    this.symbols = symbols;
    this.head = (format.name() + ": (").getBytes(ISO_8859_1);
    this.shorts = MethodHandles.byteArrayViewVarHandle(short[].class, order);
    this.ints = MethodHandles.byteArrayViewVarHandle(int[].class, order);
    this.longs = MethodHandles.byteArrayViewVarHandle(long[].class, order);
    List<EventFormat.Piece> pieces = format.pieces();
    kinds = new EventFormat.Kind[pieces.size()];
    texts = new byte[pieces.size()][];
    offsets = new int[pieces.size()];
    sizes = new int[pieces.size()];
    int bytes = head.length + 2 * Symbols.MAX_BYTES + 16;
    for (int i = 0; i < pieces.size(); i++) {
      EventFormat.Piece piece = pieces.get(i);
      kinds[i] = piece.kind();
      texts[i] = piece.text() == null ? null : piece.text().getBytes(ISO_8859_1);
      offsets[i] = piece.offset();
      sizes[i] = piece.bytes();
      bytes += texts[i] != null ? texts[i].length : 24;
      bytes += piece.kind() == EventFormat.Kind.SYMBOL ? Symbols.MAX_BYTES : 0;
    }
    fixedBytes = bytes;
  }

  EventFormat format() {
    return format;
  }

  /**
   * The most that {@link #print} writes for this record; -1 if a string lies outside of it. A
   * string's location is {@code length << 16 | offset} (make_data_loc).
   */
  int bound(byte[] b, int record, int recordBytes) {
    int bytes = fixedBytes;
    for (int i = 0; i < kinds.length; i++) {
      if (kinds[i] == EventFormat.Kind.STRING) {
        int loc = (int) ints.get(b, record + offsets[i]);
        int length = loc >>> 16;
        if (length > 0 && (loc & 0xffff) + length > recordBytes) {
          return -1;
        }
        bytes += length * Escapes.MAX_BYTES;
      }
    }
    return bytes;
  }

  /** Prints a record that {@link #bound} has seen, with its newline; behind it. */
  int print(byte[] b, int record, byte[] out, int at) {
    System.arraycopy(head, 0, out, at, head.length);
    int p = at + head.length;
    int place = record + EventFormat.PLACE_OFFSET;
    if (format.isReturn()) {
      p = address(value(b, place + format.addressBytes(), format.addressBytes()), true, out, p);
      out[p++] = ' ';
      out[p++] = '<';
      out[p++] = '-';
      out[p++] = ' ';
      p = address(value(b, place, format.addressBytes()), false, out, p);
    } else {
      p = address(value(b, place, format.addressBytes()), true, out, p);
    }
    out[p++] = ')';
    for (int i = 0; i < kinds.length; i++) {
      p = piece(i, b, record, out, p);
    }
    out[p++] = '\n';
    return p;
  }

  private int piece(int i, byte[] b, int record, byte[] out, int at) {
    int from = record + offsets[i];
    int size = sizes[i];
    switch (kinds[i]) {
      case TEXT -> {
        System.arraycopy(texts[i], 0, out, at, texts[i].length);
        return at + texts[i].length;
      }
      case UNSIGNED -> {
        return Numbers.unsigned(value(b, from, size), out, at);
      }
      case SIGNED -> {
        int unused = Long.SIZE - (size << 3);
        return Numbers.signed(value(b, from, size) << unused >> unused, out, at);
      }
      case HEX -> {
        return Numbers.hex(value(b, from, size), out, at);
      }
      case CHAR -> {
        out[at] = '\'';
        int p = Escapes.put(b[from], false, out, at + 1);
        out[p] = '\'';
        return p + 1;
      }
      case STRING -> {
        return string(b, record, (int) ints.get(b, from), out, at);
      }
      case SYMBOL -> {
        return copy(symbols.place(value(b, from, size), true), out, at);
      }
      default -> throw new IllegalStateException(kinds[i].name());
    }
  }

  /** print_type_string: a length of 0 is a fault, else up to the first NUL. */
  private static int string(byte[] b, int record, int loc, byte[] out, int at) {
    int p = at;
    int length = loc >>> 16;
    if (length == 0) {
      return copy(FAULT, out, p);
    }
    out[p++] = '"';
    int from = record + (loc & 0xffff);
    for (int q = from; q < from + length && b[q] != 0; q++) {
      p = Escapes.put(b[q], true, out, p);
    }
    out[p++] = '"';
    return p;
  }

  private static final byte[] FAULT = "(fault)".getBytes(ISO_8859_1);

  /** print_uprobe_event prints addresses, print_kprobe_event symbols. */
  private int address(long address, boolean withOffset, byte[] out, int at) {
    return format.symbolic()
        ? copy(symbols.place(address, withOffset), out, at)
        : Numbers.hex(address, out, at);
  }

  private static int copy(byte[] bytes, byte[] out, int at) {
    System.arraycopy(bytes, 0, out, at, bytes.length);
    return at + bytes.length;
  }

  private long value(byte[] b, int from, int size) {
    return switch (size) {
      case 1 -> b[from] & 0xffL;
      case 2 -> (short) shorts.get(b, from) & 0xffffL;
      case 4 -> (int) ints.get(b, from) & 0xffffffffL;
      default -> (long) longs.get(b, from);
    };
  }
}
