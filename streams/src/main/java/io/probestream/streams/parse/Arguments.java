package io.probestream.streams.parse;

/**
 * Single arguments of records, looked up anew where somebody asks for them, so that nobody else
 * pays. Not thread-safe.
 */
public final class Arguments {
  /** Longer values are cut. */
  public static final int MAX_CHARS = 128;

  private final ProbeTable probes;
  private final ParsedLine scratch = new ParsedLine();

  public Arguments(ProbeTable probes) {
    this.probes = probes;
  }

  /**
   * The value of an argument as it is printed, without the quotes of a string, unprintable bytes as
   * {@code \xNN}; null if the record has none.
   *
   * @param line a record of a known probe
   * @param argument by {@link ProbeTable#argument}
   */
  public String of(ParsedLine line, int argument) {
    byte[] b = line.buffer;
    int end = Math.min(b.length, line.start + LineParser.MAX_RECORD_BYTES);
    scratch.escaped = line.escaped;
    int event = HeaderScanner.kernelHeader(b, line.start, end, scratch);
    if (event == HeaderScanner.NO_HEADER) {
      return null;
    }
    int place = Bytes.next(b, event, end, ':');
    int args = Bytes.next(b, place, end, ')') + 1;
    ProbeShape shape = probes.shape(line.probe);
    int to = args > end ? ArgScanner.MISMATCH : value(b, args, end, shape, argument);
    if (to < 0) {
      return null;
    }
    int from = (int) scratch.number;
    boolean quoted =
        shape.argForms[argument] == ProbeShape.ArgForm.STRING
            && to - from >= 2
            && b[from] == '"'
            && b[to - 1] == '"';
    return PrintedText.of(
        b, quoted ? from + 1 : from, quoted ? to - 1 : to, line.escaped, MAX_CHARS);
  }

  private int value(byte[] b, int args, int end, ProbeShape shape, int argument) {
    return ArgScanner.value(b, args, end, shape, argument, scratch);
  }
}
