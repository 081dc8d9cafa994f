package io.probestream.collector.pages;

/** Names of tasks by pid, as lines of form {@code escaped} have them. */
@FunctionalInterface
public interface TaskNames {
  /** 16 characters that may be escapes. */
  int MAX_BYTES = 16 * Escapes.MAX_BYTES;

  /**
   * A name as it is printed: blanks and at most 15 bytes of name, 16 together, escaped. At most
   * {@link #MAX_BYTES}.
   */
  byte[] padded(int pid);

  /** Another one than before where names may have changed. */
  default int version() {
    return 0;
  }
}
