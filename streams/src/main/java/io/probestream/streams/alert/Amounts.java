package io.probestream.streams.alert;

import io.probestream.schemas.alert.Alert;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Amounts in the units of alerts, as people write and read them. Exact integers underneath. */
public final class Amounts {
  private static final Pattern AMOUNT = Pattern.compile("([0-9]{1,15}(?:\\.[0-9]{1,9})?) ?(\\S*)");
  private static final MathContext THREE_DIGITS = new MathContext(3, RoundingMode.HALF_UP);

  /** What one of each written unit is, by the unit of alerts; the largest that fits is printed. */
  private static final Map<String, Map<String, Long>> UNITS =
      Map.of(
          Alert.NS,
          units(
              "ns",
              1,
              "us",
              1_000,
              "µs",
              1_000,
              "ms",
              1_000_000,
              "s",
              1_000_000_000,
              "m",
              60_000_000_000L,
              "h",
              3_600_000_000_000L),
          Alert.MS,
          units("ms", 1, "s", 1_000, "m", 60_000, "h", 3_600_000, "d", 86_400_000),
          Alert.PPM,
          units("ppm", 1, "%", 10_000),
          Alert.MILLI_PER_SECOND,
          units("/s", 1_000),
          Alert.COUNT,
          units("", 1));

  /** For rates that are written per minute or hour: they are a fraction of the unit. */
  private static final Map<String, Long> PER = Map.of("/s", 1L, "/m", 60L, "/h", 3_600L);

  private Amounts() {}

  private static Map<String, Long> units(Object... pairs) {
    Map<String, Long> units = new LinkedHashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      units.put((String) pairs[i], ((Number) pairs[i + 1]).longValue());
    }
    return units;
  }

  /** What may be written for a unit of alerts, for errors. */
  static String expected(String unit) {
    return switch (unit) {
      case Alert.NS -> "a duration such as 800us, 20ms, 1.5s or 2m";
      case Alert.MS -> "a duration such as 500ms, 30s, 10m or 2h";
      case Alert.PPM -> "a share such as 1%, 0.05% or 200ppm";
      case Alert.MILLI_PER_SECOND -> "a rate such as 100/s, 0.5/s or 30/m";
      default -> "a number";
    };
  }

  /** The amount in a unit of alerts; -1 if it is none, or no whole number of it. */
  static long parse(String unit, String text) {
    Matcher m = AMOUNT.matcher(text.trim());
    if (!m.matches()) {
      return -1;
    }
    BigDecimal number = new BigDecimal(m.group(1));
    if (unit.equals(Alert.MILLI_PER_SECOND)) {
      Long seconds = PER.get(m.group(2));
      BigDecimal milli = number.multiply(BigDecimal.valueOf(1_000));
      return seconds == null ? -1 : whole(milli, BigDecimal.valueOf(seconds));
    }
    Long factor = UNITS.get(unit).get(m.group(2));
    return factor == null ? -1 : whole(number.multiply(BigDecimal.valueOf(factor)), BigDecimal.ONE);
  }

  private static long whole(BigDecimal dividend, BigDecimal divisor) {
    BigDecimal[] parts = dividend.divideAndRemainder(divisor);
    boolean exact = parts[1].signum() == 0;
    return exact && parts[0].precision() - parts[0].scale() <= 18
        ? parts[0].toBigInteger().longValue()
        : -1;
  }

  /** With three digits and the unit that fits, such as {@code 28.2 ms} or {@code 3,630/s}. */
  public static String print(String unit, long amount) {
    if (unit.equals(Alert.COUNT)) {
      return String.format(Locale.ROOT, "%,d", amount);
    } else if (unit.equals(Alert.MILLI_PER_SECOND)) {
      return amount < 1_000_000
          ? digits(amount, 1_000) + "/s"
          : String.format(Locale.ROOT, "%,d/s", amount / 1_000);
    } else if (unit.equals(Alert.PPM)) {
      // Never rounded up to all, or down to nothing.
      return BigDecimal.valueOf(amount, 4).stripTrailingZeros().toPlainString() + " %";
    }
    String name = "";
    long size = 1;
    for (Map.Entry<String, Long> each : UNITS.get(unit).entrySet()) {
      if (name.isEmpty() || (amount >= each.getValue() && each.getValue() > size)) {
        name = each.getKey().equals("us") ? "µs" : each.getKey();
        size = each.getValue();
      }
    }
    return digits(amount, size) + ' ' + name;
  }

  private static String digits(long amount, long size) {
    BigDecimal exact =
        BigDecimal.valueOf(amount).divide(BigDecimal.valueOf(size), 9, RoundingMode.HALF_UP);
    BigDecimal rounded =
        exact.compareTo(BigDecimal.valueOf(1_000)) >= 0
            ? exact.setScale(0, RoundingMode.HALF_UP)
            : exact.round(THREE_DIGITS);
    return rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
  }
}
