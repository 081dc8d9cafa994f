package io.probestream.schemas.config;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Amounts with a unit, such as {@code 200ms} or {@code 64KiB}. Integers only.
 *
 * @param what for errors
 * @param base the unit that {@link #parse} answers in, as printed
 * @param units smallest first
 */
public record Units(String what, String base, List<Units.Unit> units) {
  public record Unit(String name, long factor) {}

  public static final Units DURATION =
      new Units(
          "a duration",
          "ms",
          List.of(
              new Unit("ms", 1),
              new Unit("s", 1_000),
              new Unit("m", 60_000),
              new Unit("h", 3_600_000),
              new Unit("d", 86_400_000)));
  static final Units SIZE =
      new Units(
          "a size",
          "",
          List.of(
              new Unit("", 1),
              new Unit("B", 1),
              new Unit("KiB", 1 << 10),
              new Unit("MiB", 1 << 20)));

  private static final Pattern AMOUNT = Pattern.compile("([0-9]{1,12}) ?([A-Za-z]*)");

  /** The amount in the base unit, or -1 if it is none. */
  public long parse(String text) {
    Matcher m = AMOUNT.matcher(text.trim());
    if (m.matches()) {
      for (Unit unit : units) {
        if (unit.name.equals(m.group(2))) {
          return Long.parseLong(m.group(1)) * unit.factor;
        }
      }
    }
    return -1;
  }

  String expected(long min, long max) {
    return what + " from " + print(min) + " to " + print(max);
  }

  private String print(long amount) {
    String text = amount + base;
    for (Unit unit : units) {
      if (amount != 0 && amount % unit.factor == 0 && unit.factor > 1) {
        text = amount / unit.factor + unit.name;
      }
    }
    return text;
  }
}
