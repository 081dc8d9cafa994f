package io.probestream.cli;

import io.probestream.schemas.config.Units;
import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Durations as people write them, such as {@code 20s} or {@code 15m}. */
public final class SpanConverter implements ITypeConverter<Duration> {
  @Override
  public Duration convert(String text) {
    long ms = Units.DURATION.parse(text);
    if (ms < 0) {
      throw new TypeConversionException(
          "'"
              + text
              + "' is not a duration; write it with a unit, as in 500ms, 20s, 15m, 2h or 1d");
    }
    return Duration.ofMillis(ms);
  }
}
