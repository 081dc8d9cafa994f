package io.probestream.cli.text;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** How large the terminal is; 80 by 24 where nobody says. {@code COLUMNS} overrules it. */
public record TerminalSize(int columns, int rows) {
  private static final TerminalSize STANDARD = new TerminalSize(80, 24);
  private static final int LEAST_COLUMNS = 40;
  private static final int LEAST_ROWS = 10;

  /** Asks {@code stty}, which takes some milliseconds. */
  public static TerminalSize ask() {
    return askStty().withColumns(System.getenv("COLUMNS"));
  }

  /** How wide a line on stdout may be: as the terminal is, or any length where it is none. */
  public static int stdoutColumns() {
    return Terminals.isStdoutTerminal() ? ask().columns() : Integer.MAX_VALUE;
  }

  private static TerminalSize askStty() {
    try {
      Process stty =
          new ProcessBuilder("stty", "size")
              .redirectInput(new File("/dev/tty"))
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      String said = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      if (!stty.waitFor(1, TimeUnit.SECONDS)) {
        stty.destroy();
      }
      return parse(said);
    } catch (IOException e) {
      return STANDARD; // no terminal, or no stty
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return STANDARD;
    }
  }

  /** With another width, unless that is none; shells export it rarely, and then mean it. */
  TerminalSize withColumns(String said) {
    return said == null || !said.matches("[1-9][0-9]{0,4}")
        ? this
        : new TerminalSize(Math.max(LEAST_COLUMNS, Integer.parseInt(said)), rows);
  }

  /** Reads {@code ROWS COLUMNS}; some terminals say 0 0. */
  static TerminalSize parse(String said) {
    String[] words = said.strip().split(" ");
    if (words.length != 2 || !words[0].matches("[0-9]{1,5}") || !words[1].matches("[0-9]{1,5}")) {
      return STANDARD;
    }
    int rows = Integer.parseInt(words[0]);
    int columns = Integer.parseInt(words[1]);
    return rows == 0 || columns == 0
        ? STANDARD
        : new TerminalSize(Math.max(LEAST_COLUMNS, columns), Math.max(LEAST_ROWS, rows));
  }
}
