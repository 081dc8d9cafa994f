package io.probestream.streams.parse;

/**
 * Where the fields of the last kernel header stood. Nearly every header has the same flags' width
 * and the same second as the one before: then words at known places need only be compared. What
 * does not fit goes to {@link HeaderScanner}, which decides. Not thread-safe.
 *
 * <pre>
 *   byte 0       16 17      25 31    31+f     dot
 *   |            |  |       |  |     |        |
 *   &lt;task name&gt;  -  1234    [003] d..1.  1234.567890: event
 * </pre>
 */
final class HeaderLayout {
  /** More than {@link #event} reads from a record's first byte on. */
  private static final int MAX_BYTES = 96;

  private static final int PID_AT = 17;
  private static final int CPU_AT = 25;
  private static final int FLAGS_AT = 31;
  private static final int MAX_DOT_AT = 64;

  private static final long ONES = 0x0101010101010101L;
  private static final long BLANKS = ONES * ' ';
  private static final long CPU_000 =
      '[' | ((long) '0' << 8) | ('0' << 16) | ('0' << 24) | ((long) ']' << 32) | ((long) ' ' << 40);
  private static final long CPU_FRAME = 0xffff000000ffL;
  private static final long CPU_DIGITS = 0xffffff00L;
  private static final long SIX_DIGITS = 0xffffffffffffL;
  private static final long COLON_BLANK = ':' | (' ' << 8);

  /** 0 while nothing is known. */
  private int dotAt;

  private int flagCount;
  private boolean nanoseconds;

  /** The eight bytes up to the point, of which the mask leaves those behind the flags. */
  private long seconds;

  private long secondsMask;
  private long secondsNs;

  /**
   * The first byte of the event behind the header at {@code p}, whose first byte and dash were
   * checked, or {@link HeaderScanner#NO_HEADER} if this must be decided without a guess.
   */
  int event(byte[] b, int p, int end, ParsedLine line) {
    if (dotAt == 0 || end - p < MAX_BYTES) {
      return HeaderScanner.NO_HEADER;
    }
    int dot = p + dotAt;
    long pid = Bytes.word(b, p + PID_AT);
    long cpu = Bytes.word(b, p + CPU_AT) ^ CPU_000;
    long flags = Bytes.word(b, p + FLAGS_AT);
    long decimals = Bytes.word(b, dot + 1);
    int pidDigits = Bytes.digits(pid);
    long misfits =
        ((Bytes.word(b, dot - 7) ^ seconds) & secondsMask)
            | ((pid >>> (pidDigits << 3)) ^ (BLANKS >>> (pidDigits << 3)))
            | (cpu & CPU_FRAME)
            | (Bytes.notDigits(cpu) & CPU_DIGITS)
            | Bytes.first(Bytes.notGraphic(flags), flagCount);
    if (misfits != 0 || pidDigits == 0 || Bytes.isDigit((byte) flags)) {
      return HeaderScanner.NO_HEADER;
    }
    int event =
        nanoseconds ? nineDecimals(b, dot, decimals, line) : sixDecimals(dot, decimals, line);
    line.pid = (int) Bytes.number(pid, pidDigits);
    line.cpu = (int) (((cpu >>> 8) & 15) * 100 + ((cpu >>> 16) & 15) * 10 + ((cpu >>> 24) & 15));
    line.ticks = false;
    return event;
  }

  private int sixDecimals(int dot, long decimals, ParsedLine line) {
    if ((Bytes.notDigits(decimals ^ Bytes.ZEROS) & SIX_DIGITS) != 0
        || decimals >>> 48 != COLON_BLANK) {
      return HeaderScanner.NO_HEADER;
    }
    line.time = secondsNs + Bytes.number(decimals, 6) * 1_000;
    return dot + 9;
  }

  private int nineDecimals(byte[] b, int dot, long decimals, ParsedLine line) {
    if (Bytes.notDigits(decimals ^ Bytes.ZEROS) != 0
        || !Bytes.isDigit(b[dot + 9])
        || b[dot + 10] != ':'
        || b[dot + 11] != ' ') {
      return HeaderScanner.NO_HEADER;
    }
    line.time = secondsNs + Bytes.number(decimals, 8) * 10 + (b[dot + 9] - '0');
    return dot + 12;
  }

  /** Takes over the places of a header that was found without a guess, if they are the usual. */
  void learn(byte[] b, int p, int event, ParsedLine line) {
    dotAt = 0;
    if (line.ticks || b[p + CPU_AT] != '[' || b[p + CPU_AT + 4] != ']') {
      return;
    }
    int dot = event - 9;
    nanoseconds = b[dot] != '.';
    dot -= nanoseconds ? 3 : 0;
    int flagsEnd = p + FLAGS_AT;
    while (b[flagsEnd] > ' ') {
      flagsEnd++;
    }
    boolean inOneWord = flagsEnd >= dot - 7 && flagsEnd < dot;
    if (flagsEnd == p + FLAGS_AT || !inOneWord || dot - p > MAX_DOT_AT) {
      return;
    }
    flagCount = flagsEnd - p - FLAGS_AT;
    seconds = Bytes.word(b, dot - 7);
    secondsMask = -1L << ((flagsEnd - (dot - 7)) << 3);
    secondsNs = line.time / 1_000_000_000 * 1_000_000_000;
    dotAt = dot - p;
  }
}
