package io.probestream.collector.pages;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.List;

/** A probe's format compiled: its name, place and arguments. */
final class EventPrinter implements RecordPrinter {
  private static final byte[] FAULT = "(fault)".getBytes(ISO_8859_1);

  /** More than a number or character takes, and than {@link Numbers#hex} touches. */
  private static final int VALUE_BYTES = 24;

  private final EventFormat format;
  private final Symbols symbols;
  private final boolean little;
  private final EventHeads heads;
  private final EventFormat.Kind[] kinds;
  private final byte[][] texts;
  private final int[] offsets;
  private final int[] sizes;
  private final boolean hasStrings;
  private final int fixedBytes;

  EventPrinter(EventFormat format, Symbols symbols, boolean little) {
    this.format = format;
    this.symbols = symbols;
    this.little = little;
    List<EventFormat.Piece> pieces =
        format.pieces().stream().filter(p -> !"".equals(p.text())).toList();
    kinds = new EventFormat.Kind[pieces.size()];
    texts = new byte[pieces.size()][];
    offsets = new int[pieces.size()];
    sizes = new int[pieces.size()];
    int bytes = format.name().length() + 2 * Symbols.MAX_BYTES + VALUE_BYTES;
    boolean strings = false;
    for (int i = 0; i < pieces.size(); i++) {
      EventFormat.Piece piece = pieces.get(i);
      kinds[i] = piece.kind();
      texts[i] = piece.text() == null ? null : piece.text().getBytes(ISO_8859_1);
      offsets[i] = piece.offset();
      sizes[i] = piece.bytes();
      bytes += texts[i] != null ? texts[i].length : VALUE_BYTES;
      bytes += piece.kind() == EventFormat.Kind.SYMBOL ? Symbols.MAX_BYTES : 0;
      strings |= piece.kind() == EventFormat.Kind.STRING;
    }
    hasStrings = strings;
    fixedBytes = bytes;
    heads = new EventHeads(format, symbols);
  }

  /** A string's location is {@code length << 16 | offset} (make_data_loc). */
  @Override
  public int bound(byte[] b, int record, int recordBytes) {
    if (recordBytes < format.dataBytes()) {
      return -1;
    }
    int bytes = fixedBytes;
    for (int i = 0; hasStrings && i < kinds.length; i++) {
      if (kinds[i] == EventFormat.Kind.STRING) {
        int loc = Words.int32(b, record + offsets[i], little);
        int length = loc >>> 16;
        if (length > 0 && (loc & 0xffff) + length > recordBytes) {
          return -1;
        }
        bytes += length * Escapes.MAX_BYTES;
      }
    }
    return bytes;
  }

  @Override
  public int print(byte[] b, int record, int recordBytes, byte[] out, int at) {
    int place = record + EventFormat.PLACE_OFFSET;
    int size = format.addressBytes();
    long address = Words.unsigned(b, place, size, little);
    long second = format.isReturn() ? Words.unsigned(b, place + size, size, little) : 0;
    int p = copy(heads.of(address, second), out, at);
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
        return copy(texts[i], out, at);
      }
      case UNSIGNED -> {
        return Numbers.unsigned(Words.unsigned(b, from, size, little), out, at);
      }
      case SIGNED -> {
        int unused = Long.SIZE - (size << 3);
        return Numbers.signed(Words.unsigned(b, from, size, little) << unused >> unused, out, at);
      }
      case HEX -> {
        return Numbers.hex(Words.unsigned(b, from, size, little), out, at);
      }
      case CHAR -> {
        out[at] = '\'';
        int p = Escapes.put(b[from], false, out, at + 1);
        out[p] = '\'';
        return p + 1;
      }
      case STRING -> {
        return string(b, record, Words.int32(b, from, little), out, at);
      }
      case SYMBOL -> {
        return copy(symbols.place(Words.unsigned(b, from, size, little), true), out, at);
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
      if (Escapes.isPlain(b[q])) {
        out[p++] = b[q];
      } else {
        p = Escapes.put(b[q], true, out, p);
      }
    }
    out[p++] = '"';
    return p;
  }

  private static int copy(byte[] bytes, byte[] out, int at) {
    System.arraycopy(bytes, 0, out, at, bytes.length);
    return at + bytes.length;
  }
}
