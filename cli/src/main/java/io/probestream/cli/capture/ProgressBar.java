package io.probestream.cli.capture;

import io.probestream.cli.text.Table;
import io.probestream.cli.text.TerminalSize;
import io.probestream.cli.text.Terminals;
import io.probestream.cli.text.Units;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Locale;

/**
 * How far the reading of a capture is, on a terminal, once it takes longer than a moment: one line,
 * never wider than the terminal, for a wrapped one could not be overwritten. Not thread-safe.
 */
public final class ProgressBar {
  private static final long FIRST_AFTER_NS = 500_000_000L;
  private static final long EVERY_NS = 100_000_000L;
  private static final int WIDTH = 30;
  private static final int NARROW_WIDTH = 20;
  private static final int NARROW_COLUMNS = 100;
  private static final int LEAST_NAME = 8;
  private static final long MS_NS = 1_000_000;

  private final PrintWriter err;
  private final String name;
  private final long storedBytes;
  private final long startNs;
  private long nextNs;
  private int columns;

  private ProgressBar(PrintWriter err, String name, long storedBytes, boolean terminal) {
    this.err = err;
    this.name = name;
    this.storedBytes = storedBytes;
    this.startNs = System.nanoTime();
    this.nextNs = terminal ? startNs + FIRST_AFTER_NS : Long.MAX_VALUE;
  }

  /** A bar on {@code err} if stderr is a terminal; else one never shown. */
  public static ProgressBar on(PrintWriter err, CaptureFile file) {
    long bytes;
    try {
      bytes = file.storedBytes();
    } catch (IOException e) {
      bytes = -1; // then it shows lines only
    }
    String name = file.name().substring(file.name().lastIndexOf('/') + 1);
    return new ProgressBar(err, name, bytes, Terminals.isStderrTerminal());
  }

  /** Shows where {@code source} is, at most ten times a second. */
  public void update(CaptureSource source) {
    if (nextNs == Long.MAX_VALUE) {
      return;
    }
    long now = System.nanoTime();
    if (now - nextNs < 0) {
      return;
    }
    nextNs = now + EVERY_NS;
    if (columns == 0) {
      columns = TerminalSize.ask().columns();
    }
    err.print(
        "\r\033[K"
            + line(
                name,
                source.storedBytesRead(),
                storedBytes,
                source.lines(),
                (now - startNs) / MS_NS,
                columns));
    err.flush();
  }

  /**
   * The whole line, shorter than {@code columns}: the name gives way, then the bar.
   *
   * @param of bytes there are; not positive where nobody knows
   */
  static String line(String name, long read, long of, long lines, long elapsedMs, int columns) {
    String counted = Units.count(lines, "line");
    String rest = counted;
    String bar = "";
    if (of > 0) {
      long done = Math.min(read, of);
      rest = String.format(Locale.ROOT, "%3d %%  %s", done * 100 / of, counted);
      rest += left(done, of, elapsedMs);
      int width = columns < NARROW_COLUMNS ? NARROW_WIDTH : WIDTH;
      bar = bar((int) (done * width / of), width);
      if (columns - 1 - LEAST_NAME - 2 - bar.length() - rest.length() < 0) {
        bar = "";
      }
    }
    int room = Math.max(LEAST_NAME, columns - 1 - bar.length() - rest.length() - 2);
    String line = Table.fit(name, room) + "  " + bar + rest;
    return line.length() < columns ? line : line.substring(0, columns - 1);
  }

  private static String bar(int filled, int width) {
    return "[" + "#".repeat(filled) + " ".repeat(width - filled) + "]  ";
  }

  /** Only where what was read tells. */
  private static String left(long done, long of, long elapsedMs) {
    if (done * 50 < of) {
      return "";
    }
    // By the kilobyte: milliseconds times bytes would not fit for what takes days.
    long leftMs = elapsedMs * ((of - done) >> 10) / Math.max(1, done >> 10);
    return ", " + Units.span(leftMs + 999) + " left";
  }

  /** Removes the bar. */
  public void clear() {
    if (columns > 0) {
      err.print("\r\033[K");
      err.flush();
      columns = 0;
    }
  }
}
