package io.probestream.schemas;

/** Argument checks that answer with a sentence. */
public final class Checks {
  private static final long MAX_COUNT = 1_000_000_000_000_000L;
  private static final long MAX_TIME_NS = 4_000_000_000_000_000_000L;

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

  /**
   * Returns a count that came from outside, or throws a sentence if it is none: one that can be
   * added to thousands of others. 10¹⁵ lines are 30 years of a million per second.
   */
  public static long count(long value, String name) {
    if (value > MAX_COUNT) {
      throw new IllegalArgumentException(name + " is out of range: " + value);
    }
    return notNegative(value, name);
  }

  /**
   * Returns a time or an offset in ns that came from outside, or throws a sentence if a sum of two
   * could overflow: 4·10¹⁸ ns since the epoch is the year 2096.
   */
  public static long timeNs(long value, String name) {
    if (value < -MAX_TIME_NS || value > MAX_TIME_NS) {
      throw new IllegalArgumentException(name + " is out of range: " + value);
    }
    return value;
  }

  /** Returns an epoch time in ms that came from outside, or throws; the same bound. */
  public static long epochMs(long value, String name) {
    if (value < 0 || value > MAX_TIME_NS / 1_000_000) {
      throw new IllegalArgumentException(name + " is out of range: " + value);
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
