package io.probestream.schemas;

/** Argument checks that answer with a sentence. */
public final class Checks {
  private Checks() {}

  /**
   * Throws unless {@code ok}.
   *
   * @throws IllegalArgumentException with {@code message}
   */
  public static void check(boolean ok, String message) {
    if (!ok) {
      throw new IllegalArgumentException(message);
    }
  }

  /** Returns {@code value}, or throws a sentence that names what must not be negative. */
  public static long notNegative(long value, String name) {
    if (value < 0) {
      throw new IllegalArgumentException(name + " must not be negative but is " + value);
    }
    return value;
  }

  /** Returns {@code value}, or throws a sentence that names what is missing. */
  public static <T> T present(T value, String name) {
    if (value == null) {
      throw new IllegalArgumentException(name + " is missing");
    }
    return value;
  }
}
