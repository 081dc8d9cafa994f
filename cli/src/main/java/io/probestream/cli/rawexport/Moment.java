package io.probestream.cli.rawexport;

import io.probestream.schemas.config.Units;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A wall-clock time as people write it: {@code now}, a span that lies so long ago ({@code 10m} or
 * {@code -10m}), an ISO 8601 time (in the local time zone unless it names one), or epoch
 * milliseconds.
 *
 * @param agoMs so long before the command started; -1 if {@code epochMs} counts
 * @param epochMs the time, if it is not relative
 */
public record Moment(long agoMs, long epochMs) {
  /** The time, epoch ms. */
  public long at(long nowMs) {
    return agoMs < 0 ? epochMs : nowMs - agoMs;
  }

  /** Reads one. */
  public static final class Converter implements ITypeConverter<Moment> {
    @Override
    public Moment convert(String text) {
      if (text.equals("now")) {
        return new Moment(0, 0);
      }
      long ago = Units.DURATION.parse(text.startsWith("-") ? text.substring(1) : text);
      if (ago >= 0) {
        return new Moment(ago, 0);
      }
      if (text.matches("[0-9]{1,15}")) {
        return new Moment(-1, Long.parseLong(text));
      }
      try {
        return new Moment(-1, iso(text).toEpochMilli());
      } catch (DateTimeException e) {
        throw new TypeConversionException(
            "'"
                + text
                + "' is no time; give 10m for so long ago, now, 2026-11-23T06:00:00Z, or epoch"
                + " milliseconds");
      }
    }

    private static Instant iso(String text) {
      return text.matches(".*T.*(Z|[+-][0-9:]+)")
          ? OffsetDateTime.parse(text).toInstant()
          : LocalDateTime.parse(text).atZone(ZoneId.systemDefault()).toInstant();
    }
  }
}
