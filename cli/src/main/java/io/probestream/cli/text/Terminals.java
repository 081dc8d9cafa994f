package io.probestream.cli.text;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whether somebody looks. */
public final class Terminals {
  private Terminals() {}

  /**
   * Whether stderr is a terminal. Asked of Linux: {@code System.console()} speaks of stdin and
   * stdout, and from Java 22 on of neither.
   */
  public static boolean isStderrTerminal() {
    return isTerminal(2);
  }

  /** Likewise for stdout. */
  public static boolean isStdoutTerminal() {
    return isTerminal(1);
  }

  private static boolean isTerminal(int fd) {
    try {
      String target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + fd)).toString();
      return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
    } catch (IOException | UnsupportedOperationException e) {
      return false; // not Linux, or no /proc: nobody is known to look
    }
  }
}
