package io.probestream.cli.capture;

import io.probestream.cli.text.Terminals;
import io.probestream.cli.text.Units;
import java.io.IOException;
import java.io.PrintWriter;

/**
 * How far the reading of a capture is, on a terminal, once it takes longer than a moment. Not
 * thread-safe.
 */
public final class ProgressBar {
  private static final long FIRST_AFTER_NS = 500_000_000L;
  private static final long EVERY_NS = 100_000_000L;
  private static final int WIDTH = 30;

  private final PrintWriter err;
  private final String name;
  private final long storedBytes;
  private long nextNs;
  private boolean shown;

  private ProgressBar(PrintWriter err, String name, long storedBytes, boolean terminal) {
    this.err = err;
    this.name = name;
    this.storedBytes = storedBytes;
    this.nextNs = terminal ? System.nanoTime() + FIRST_AFTER_NS : Long.MAX_VALUE;
  }

  /** A bar on {@code err} if stderr is a terminal; else one never shown. */
  public static ProgressBar on(PrintWriter err, CaptureFile file) {
    long bytes;
    try {
      bytes = file.storedBytes();
    } catch (IOException e) {
      bytes = -1; // then it shows lines only
    }
    return new ProgressBar(err, file.name(), bytes, Terminals.isStderrTerminal());
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
    shown = true;
    err.print("\r\033[K" + text(source.storedBytesRead(), source.lines()));
    err.flush();
  }

  private String text(long read, long lines) {
    if (storedBytes <= 0) {
      return name + "  " + Units.count(lines) + " lines";
    }
    long done = Math.min(read, storedBytes);
    int filled = (int) (done * WIDTH / storedBytes);
    return name
        + "  ["
        + "#".repeat(filled)
        + " ".repeat(WIDTH - filled)
        + "] "
        + done * 100 / storedBytes
        + " %  "
        + Units.count(lines)
        + " lines";
  }

  /** Removes the bar. */
  public void clear() {
    if (shown) {
      err.print("\r\033[K");
      err.flush();
      shown = false;
    }
  }
}
