package io.probestream.collector.pages;

/** {@code function: text} (trace_print_print); the newline that ends the text ends the line. */
final class MarkerPrinter implements RecordPrinter {
  private final MarkerFormat format;
  private final Symbols symbols;
  private final boolean little;

  MarkerPrinter(MarkerFormat format, Symbols symbols, boolean little) {
    this.format = format;
    this.symbols = symbols;
    this.little = little;
  }

  @Override
  public int bound(byte[] b, int record, int recordBytes) {
    int text = recordBytes - format.textOffset();
    return text < 0 ? -1 : Symbols.MAX_BYTES + 8 + text * Escapes.MAX_BYTES;
  }

  @Override
  public int print(byte[] b, int record, int recordBytes, byte[] out, int at) {
    long ip = Words.unsigned(b, record + format.ipOffset(), format.ipBytes(), little);
    byte[] function = symbols.place(ip, false);
    System.arraycopy(function, 0, out, at, function.length);
    int p = at + function.length;
    out[p++] = ':';
    out[p++] = ' ';
    int from = record + format.textOffset();
    int to = from;
    while (to < record + recordBytes && b[to] != 0) {
      to++;
    }
    if (to > from && b[to - 1] == '\n') {
      to--;
    }
    for (int q = from; q < to; q++) {
      p = Escapes.put(b[q], true, out, p);
    }
    out[p++] = '\n';
    return p;
  }
}
