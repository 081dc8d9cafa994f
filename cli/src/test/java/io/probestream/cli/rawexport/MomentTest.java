package io.probestream.cli.rawexport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class MomentTest {
  private static final long NOW_MS = 1_795_417_200_000L;

  private static long at(String text) {
    return new Moment.Converter().convert(text).at(NOW_MS);
  }

  @ParameterizedTest
  @CsvSource({
    "now, 1795417200000",
    "10m, 1795416600000",
    "-10m, 1795416600000",
    "1h, 1795413600000",
    "1795417199999, 1795417199999",
    "0, 0",
    "2026-11-23T07:00:00Z, 1795417200000",
    "2026-11-23T08:00:00+01:00, 1795417200000",
  })
  void a_time_is_a_span_ago_iso_or_epoch(String text, long epochMs) {
    assertThat(at(text)).isEqualTo(epochMs);
  }

  @Test
  void a_time_without_a_zone_is_local() {
    assertThat(at("2026-11-23T07:00:00")).isEqualTo(at("2026-11-23T07:00"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "yesterday", "2026-13-01T00:00:00Z", "--5m", "-now"})
  void anything_else_is_refused_with_a_sentence(String text) {
    assertThatThrownBy(() -> at(text))
        .isInstanceOf(TypeConversionException.class)
        .hasMessageContaining("is no time");
  }
}
