package io.probestream.collector.tracefs;

import java.util.List;
import java.util.Optional;

/**
 * The text of {@code error_log} (tracing_err_log_seq_show, 5.4 and later): the last refusals of the
 * kernel.
 */
public final class ErrorLog {
  private ErrorLog() {}

  /**
   * One refusal.
   *
   * @param message what the kernel says, such as {@code Invalid register name}
   * @param command the refused command
   * @param caret column in {@code command} that the kernel points at, from 0
   */
  public record Entry(String message, String command, int caret) {
    /** Message, command and caret as the kernel shows them, indented. */
    public String text() {
      return "  kernel: " + message + "\n  " + command + "\n  " + " ".repeat(caret) + "^";
    }
  }

  /** The newest entry about {@code command}. */
  public static Optional<Entry> find(String log, String command) {
    List<String> lines = log.lines().toList();
    Optional<Entry> newest = Optional.empty();
    for (int i = 0; i + 1 < lines.size(); i++) {
      int error = lines.get(i).indexOf(": error: ");
      String shown = lines.get(i + 1);
      if (error >= 0 && shown.equals("  Command: " + command)) {
        int caret = i + 2 < lines.size() ? lines.get(i + 2).indexOf('^') : -1;
        String message = lines.get(i).substring(error + ": error: ".length());
        newest =
            Optional.of(new Entry(message, command, Math.max(0, caret - "  Command: ".length())));
      }
    }
    return newest;
  }
}
