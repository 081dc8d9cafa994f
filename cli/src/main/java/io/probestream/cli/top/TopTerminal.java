package io.probestream.cli.top;

import io.probestream.cli.Failure;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.List;
import org.jline.terminal.Attributes;
import org.jline.terminal.Attributes.LocalFlag;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.AttributedString;
import org.jline.utils.Curses;
import org.jline.utils.Display;
import org.jline.utils.InfoCmp.Capability;

/**
 * The terminal as a whole screen, given back as it was. {@code Ctrl-Z} gives it back, too, and
 * {@code fg} takes it again. Not thread-safe.
 */
final class TopTerminal implements AutoCloseable {
  private final Terminal terminal;
  private final Display display;
  private Attributes before;
  private Size size;

  private TopTerminal(Terminal terminal) {
    this.terminal = terminal;
    this.display = new Display(terminal, true);
    enter();
  }

  /**
   * Takes the terminal.
   *
   * @throws Failure if there is none
   */
  static TopTerminal open() {
    try {
      Terminal terminal =
          TerminalBuilder.builder()
              .system(true)
              .dumb(false)
              .nativeSignals(false)
              .name("probestream")
              .build();
      return new TopTerminal(terminal);
    } catch (IOException | IllegalStateException e) {
      throw new Failure(
          "top needs a terminal, and this is none ("
              + e.getMessage()
              + "); use --once, or probestream query",
          e);
    }
  }

  private void enter() {
    before = terminal.enterRawMode();
    Attributes raw = terminal.getAttributes();
    // Ctrl-C and Ctrl-Z come as keys, so that the terminal is given back first.
    raw.setLocalFlag(LocalFlag.ISIG, false);
    terminal.setAttributes(raw);
    terminal.puts(Capability.enter_ca_mode);
    terminal.puts(Capability.cursor_invisible);
    terminal.puts(Capability.keypad_xmit);
    terminal.flush();
    size = null;
  }

  /** Past JLine, whose own shutdown hook may have closed its terminal on a signal already. */
  private void leave() {
    for (Capability c :
        List.of(Capability.keypad_local, Capability.cursor_visible, Capability.exit_ca_mode)) {
      String sequence = terminal.getStringCapability(c);
      if (sequence != null) {
        System.out.print(Curses.tputs(sequence));
      }
    }
    System.out.flush();
  }

  int columns() {
    return Math.max(20, terminal.getSize().getColumns());
  }

  int rows() {
    return Math.max(5, terminal.getSize().getRows());
  }

  /** Shows the lines; only what changed is sent. */
  void show(List<AttributedString> lines) {
    Size now = terminal.getSize();
    if (!now.equals(size)) {
      size = now;
      display.clear();
      display.resize(now);
      terminal.puts(Capability.clear_screen);
    }
    display.update(lines, -1);
  }

  /** The next key, or null if none came in time, or the thread was interrupted. */
  Key key(long patienceMs) throws IOException {
    Key key;
    try {
      key = Key.read(terminal.reader(), patienceMs);
    } catch (InterruptedIOException e) {
      Thread.currentThread().interrupt();
      return null;
    }
    if (key != null && key.name() == Key.Name.SUSPEND) {
      suspend();
      return null;
    }
    return key;
  }

  /** The shell sees that this process stopped, as after a Ctrl-Z that is none of its keys. */
  private void suspend() throws IOException {
    leave();
    terminal.setAttributes(before);
    Process stop =
        new ProcessBuilder("kill", "-STOP", Long.toString(ProcessHandle.current().pid()))
            .inheritIO()
            .start();
    try {
      stop.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    enter();
  }

  /** Closing the terminal gives it its attributes again. */
  @Override
  public void close() {
    leave();
    try {
      terminal.close();
    } catch (IOException e) {
      throw new Failure("the terminal could not be given back: " + e.getMessage(), e);
    }
  }
}
