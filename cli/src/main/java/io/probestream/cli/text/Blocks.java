package io.probestream.cli.text;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/**
 * Draws with characters: bars, sparklines and shades in Unicode's block elements, or in ASCII where
 * the terminal has no UTF-8. What is greater than nothing is always seen.
 */
public enum Blocks {
  UNICODE(" ▏▎▍▌▋▊▉█", " ▁▂▃▄▅▆▇█", " ·░▒▓█", '╱'),
  ASCII(" #", " .:-=+*#@", " .:+*#", '/');

  private final String bar;
  private final String spark;
  private final String shades;
  private final char hatch;

  Blocks(String bar, String spark, String shades, char hatch) {
    this.bar = bar;
    this.spark = spark;
    this.shades = shades;
    this.hatch = hatch;
  }

  /** What the terminal's locale can show. */
  public static Blocks ofLocale() {
    String named =
        System.getProperty("stdout.encoding", System.getProperty("sun.stdout.encoding", ""));
    Charset charset = named.isEmpty() ? Charset.defaultCharset() : Charset.forName(named);
    return charset.equals(StandardCharsets.UTF_8) ? UNICODE : ASCII;
  }

  /** A bar of {@code value} where {@code most} is {@code width} characters long. */
  public String bar(long value, long most, int width) {
    if (value <= 0 || most <= 0) {
      return "";
    }
    int parts = bar.length() - 1;
    long eighths = Math.max(1, Math.round((double) value / most * width * parts));
    String full = bar.substring(parts).repeat((int) (eighths / parts));
    int rest = (int) (eighths % parts);
    return rest == 0 ? full : full + bar.charAt(rest);
  }

  /** How high {@code value} stands below {@code most}, as one character. */
  public char spark(long value, long most) {
    return level(spark, value, most);
  }

  /** How dark {@code value} is below {@code most}, by its logarithm: counts span decades. */
  public char shade(long value, long most) {
    if (value <= 0) {
      return shades.charAt(0);
    }
    double share = most <= 1 ? 1 : Math.log1p((double) value) / Math.log1p((double) most);
    return shades.charAt(Math.max(1, (int) Math.ceil(share * (shades.length() - 1))));
  }

  /** {@code text} with nothing that the terminal lacks. */
  public String text(String text) {
    return this == UNICODE
        ? text
        : text.replace('µ', 'u')
            .replace('…', '~')
            .replace('·', '|')
            .replace('–', '-')
            .replace('≤', '<');
  }

  /** Where something is missing. */
  public char hatch() {
    return hatch;
  }

  /** The shades from none to most, for a legend. */
  public String shades() {
    return shades;
  }

  private static char level(String levels, long value, long most) {
    if (value <= 0 || most <= 0) {
      return levels.charAt(0);
    }
    int level = (int) Math.ceil((double) value / most * (levels.length() - 1));
    return levels.charAt(Math.min(levels.length() - 1, Math.max(1, level)));
  }
}
