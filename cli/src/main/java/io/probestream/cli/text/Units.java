package io.probestream.cli.text;

import io.probestream.schemas.window.InFlight;
import java.util.Locale;

/**
 * Numbers for people: three significant digits and a unit. Programs get exact integers instead.
 * Integer arithmetic; rounded half up, except completeness, which is rounded down so that 100 %
 * means that nothing is missing.
 */
public final class Units {
  private static final long MILLI = 1_000;
  private static final String[] TIME = {"ns", "µs", "ms", "s"};
  private static final String[] COUNT = {"", "k", "M", "G", "T", "P", "E"};
  private static final int PPM = 1_000_000;

  private Units() {}

  /** A duration such as {@code 812 ns}, {@code 4.71 µs}, {@code 1.20 s}; seconds have no limit. */
  public static String duration(long ns) {
    return scaled(ns, TIME, " ");
  }

  /** As {@link #duration}, or {@code 4,711} ticks where the clock counts no time. */
  public static String duration(long value, String unit) {
    return unit.equals("ns") ? duration(value) : count(value);
  }

  /** An exact count with separators, such as {@code 1,234,567}. */
  public static String count(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  /** A count of something whose plural has an s: {@code 1 line}, {@code 1,234 lines}. */
  public static String count(long value, String one) {
    return count(value) + ' ' + one + (value == 1 ? "" : "s");
  }

  /** A count in little room, such as {@code 812}, {@code 4.71k}, {@code 23.4M}. */
  public static String compact(long value) {
    return scaled(value, COUNT, "");
  }

  /** Events per second over a span, such as {@code 812/s}; below 10/s with a decimal. */
  public static String rate(long events, long spanMs) {
    if (spanMs <= 0) {
      return "-";
    }
    if (events < 10 * spanMs / MILLI) {
      long tenths = (events * 10 * MILLI + spanMs / 2) / spanMs;
      return tenths / 10 + "." + tenths % 10 + "/s";
    }
    return compact((events * MILLI + spanMs / 2) / spanMs) + "/s";
  }

  /** Parts per million as per cent: {@code 100 %}, {@code 99.98 %}; never 100 unless complete. */
  public static String percent(int ppm) {
    if (ppm == PPM) {
      return "100 %";
    }
    int hundredths = ppm / 100;
    return String.format(Locale.ROOT, "%d.%02d %%", hundredths / 100, hundredths % 100);
  }

  /** A wall-clock span such as {@code 42 s}, {@code 3 m 20 s}, {@code 2 h 5 m}. */
  public static String span(long ms) {
    long s = ms / MILLI;
    if (s < 60) {
      return s + " s";
    }
    return s < 3600 ? s / 60 + " m " + s % 60 + " s" : s / 3600 + " h " + s % 3600 / 60 + " m";
  }

  /** Calls in flight: {@code 3}, and {@code 3 +2?} with two that may have returned unseen. */
  public static String inFlight(InFlight calls) {
    if (calls == null) {
      return "-";
    }
    return count(calls.atEnd()) + (calls.tainted() == 0 ? "" : " +" + count(calls.tainted()) + "?");
  }

  /** The age of the oldest call in flight, or with a {@code ?} of the oldest that may be. */
  public static String oldest(InFlight calls) {
    if (calls == null || calls.atEnd() + calls.tainted() == 0) {
      return "-";
    }
    return calls.atEnd() > 0 ? duration(calls.oldestNs()) : duration(calls.oldestTaintedNs()) + "?";
  }

  private static String scaled(long value, String[] units, String gap) {
    int unit = 0;
    long divisor = 1;
    // 999.5 of a unit would print as 1000.
    while (unit + 1 < units.length && Math.abs(value) >= divisor * MILLI - divisor / 2) {
      divisor *= MILLI;
      unit++;
    }
    return (unit == 0 ? Long.toString(value) : threeDigits(value, divisor)) + gap + units[unit];
  }

  private static String threeDigits(long value, long divisor) {
    long magnitude = Math.abs(value);
    int decimals = magnitude < 10 * divisor - divisor / 200 ? 2 : 1;
    if (magnitude >= 100 * divisor - divisor / 20) {
      decimals = 0;
    }
    long scale = decimals == 2 ? 100 : decimals == 1 ? 10 : 1;
    long step = divisor / scale;
    long rounded = (magnitude + step / 2) / step;
    String sign = value < 0 ? "-" : "";
    if (decimals == 0) {
      return sign + rounded;
    }
    String fraction = Long.toString(rounded % scale + scale).substring(1);
    return sign + rounded / scale + "." + fraction;
  }
}
