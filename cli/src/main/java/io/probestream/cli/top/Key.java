package io.probestream.cli.top;

import java.io.IOException;
import org.jline.utils.NonBlockingReader;

/**
 * A key as a terminal sends it: a character, or a sequence that begins with escape (ECMA-48, and
 * xterm's control sequences).
 *
 * @param name what it is
 * @param character of {@link Name#CHARACTER}
 */
record Key(Name name, char character) {
  private static final int ESCAPE = 27;
  private static final int CTRL_C = 3;
  private static final int CTRL_Z = 26;
  private static final int BACKSPACE = 8;
  private static final int DELETE = 127;

  /** What follows escape of a sequence comes at once; after a key of its own it does not. */
  private static final long SEQUENCE_MS = 50;

  /** Keys that are no characters. */
  enum Name {
    CHARACTER,
    UP,
    DOWN,
    PAGE_UP,
    PAGE_DOWN,
    HOME,
    END,
    ENTER,
    TAB,
    ESCAPE,
    BACKSPACE,
    /** Ctrl-C. */
    INTERRUPT,
    /** Ctrl-Z. */
    SUSPEND,
    /** The terminal is gone. */
    CLOSED
  }

  static Key of(char character) {
    return new Key(Name.CHARACTER, character);
  }

  private static Key of(Name name) {
    return new Key(name, '\0');
  }

  /** The next key, or null if none came in time or it has no meaning here. */
  static Key read(NonBlockingReader reader, long patienceMs) throws IOException {
    int c = reader.read(patienceMs);
    return switch (c) {
      case NonBlockingReader.READ_EXPIRED -> null;
      case NonBlockingReader.EOF -> of(Name.CLOSED);
      case '\r', '\n' -> of(Name.ENTER);
      case CTRL_C -> of(Name.INTERRUPT);
      case CTRL_Z -> of(Name.SUSPEND);
      case '\t' -> of(Name.TAB);
      case BACKSPACE, DELETE -> of(Name.BACKSPACE);
      case ESCAPE -> sequence(reader);
      default -> c < ' ' ? null : of((char) c);
    };
  }

  private static Key sequence(NonBlockingReader reader) throws IOException {
    int c = reader.read(SEQUENCE_MS);
    if (c != '[' && c != 'O') {
      return of(Name.ESCAPE);
    }
    int first = reader.read(SEQUENCE_MS);
    int last = first;
    while ((last >= '0' && last <= '9') || last == ';') {
      last = reader.read(SEQUENCE_MS);
    }
    Name name =
        switch (last == '~' ? first : last) {
          case 'A' -> Name.UP;
          case 'B' -> Name.DOWN;
          case 'H', '1', '7' -> Name.HOME;
          case 'F', '4', '8' -> Name.END;
          case '5' -> Name.PAGE_UP;
          case '6' -> Name.PAGE_DOWN;
          default -> null;
        };
    return name == null ? null : of(name);
  }
}
