package io.probestream.cli.replay;

import static io.probestream.schemas.Checks.check;

import java.math.BigDecimal;

/**
 * How fast a capture is replayed.
 *
 * @param permille thousandths of its real pace; 0 is as fast as Kafka takes it
 */
public record Speed(long permille) {
  public static final Speed REAL = new Speed(1_000);
  public static final Speed MAX = new Speed(0);
  private static final long MAX_PERMILLE = 1_000_000_000;

  public Speed {
    check(permille >= 0 && permille <= MAX_PERMILLE, "speed is out of range");
  }

  /**
   * Reads {@code real}, {@code max}, or a factor such as {@code 10} or {@code 0.5}.
   *
   * @throws IllegalArgumentException with a sentence if it is none of these
   */
  public static Speed parse(String text) {
    if (text.equals("real")) {
      return REAL;
    }
    if (text.equals("max")) {
      return MAX;
    }
    check(
        text.matches("[0-9]{1,6}(\\.[0-9]{1,3})?"),
        "'" + text + "' is no speed: give real, max, or a factor such as 10 or 0.5");
    long permille = new BigDecimal(text).movePointRight(3).longValueExact();
    check(permille > 0, "a speed of 0 never ends: give real, max, or a factor such as 10 or 0.5");
    return new Speed(permille);
  }

  public boolean isMax() {
    return permille == 0;
  }

  /**
   * Wall-clock time that {@code traceNs} of a capture take, to the microsecond; 0 at full speed.
   */
  long wallNs(long traceNs) {
    return isMax() ? 0 : traceNs / 1_000 * 1_000 / permille * 1_000;
  }
}
