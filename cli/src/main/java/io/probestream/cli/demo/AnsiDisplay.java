package io.probestream.cli.demo;

import io.probestream.cli.text.TerminalSize;
import java.io.PrintWriter;
import java.util.List;

/**
 * A terminal: the alternate screen, redrawn in place once a second, headings bold. Standard
 * sequences of ECMA-48 and xterm only.
 */
final class AnsiDisplay implements Display {
  private static final long PERIOD_MS = 1_000;
  private static final int ASK_SIZE_EVERY = 2;
  private static final String ESC = "\u001b[";
  private static final String ENTER = ESC + "?1049h" + ESC + "?25l";
  private static final String LEAVE = ESC + "?25h" + ESC + "?1049l";
  private static final String HOME = ESC + "H";
  private static final String END_OF_LINE = ESC + "K";
  private static final String END_OF_SCREEN = ESC + "J";
  private static final String BOLD = ESC + "1m";
  private static final String PLAIN = ESC + "0m";

  private final PrintWriter out;
  private TerminalSize size = TerminalSize.ask();
  private int shown;
  private boolean closed;

  AnsiDisplay(PrintWriter out) {
    this.out = out;
    out.print(ENTER);
    out.flush();
  }

  @Override
  public int width() {
    return size.columns();
  }

  @Override
  public int height() {
    return size.rows();
  }

  @Override
  public long periodMs() {
    return PERIOD_MS;
  }

  @Override
  public boolean ownsTerminal() {
    return true;
  }

  @Override
  public void show(List<String> lines) {
    StringBuilder frame = new StringBuilder(HOME);
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      boolean heading = i == 0 || line.startsWith("FUNCTION ") || line.startsWith("PROBE ");
      frame.append(i == 0 ? "" : "\r\n").append(heading ? BOLD : "").append(line);
      frame.append(heading ? PLAIN : "").append(END_OF_LINE);
    }
    out.print(frame.append(END_OF_SCREEN));
    out.flush();
    if (++shown % ASK_SIZE_EVERY == 0) {
      size = TerminalSize.ask();
    }
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      out.print(LEAVE);
      out.flush();
    }
  }
}
