package io.probestream.cli.query;

import io.probestream.cli.text.Blocks;
import io.probestream.cli.text.Units;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;

/** Cells that several tables share. */
final class Cells {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss").withZone(ZoneId.systemDefault());

  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("MM-dd HH:mm:ss").withZone(ZoneId.systemDefault());

  private Cells() {}

  /** The local time of day, and the date unless it is today's. */
  static String time(long epochMs) {
    Instant at = Instant.ofEpochMilli(epochMs);
    ZoneId zone = ZoneId.systemDefault();
    boolean today = LocalDate.ofInstant(at, zone).equals(LocalDate.now(zone));
    return (today ? TIME : DATE).format(at);
  }

  /** What a picture shows, and of when. */
  static String title(
      String function, String host, Integer hosts, long startMs, long endMs, Blocks blocks) {
    return function
        + ", "
        + host(host, hosts)
        + ", "
        + time(startMs)
        + (blocks == Blocks.UNICODE ? "–" : "-")
        + time(endMs);
  }

  /** The host, or how many. */
  static String host(String host, Integer hosts) {
    return host != null ? host : Units.count(hosts, "host");
  }

  /** {@code 0}, {@code 12} or {@code 3–12}. */
  static String interval(long min, long max) {
    return min == max ? Units.count(min) : Units.count(min) + "–" + Units.count(max);
  }

  static String orDash(String text) {
    return text == null || text.isEmpty() ? "-" : text;
  }
}
