package io.probestream.cli.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SpeedTest {
  @ParameterizedTest
  @CsvSource({"real, 1000", "max, 0", "1, 1000", "10, 10000", "0.5, 500", "0.001, 1"})
  void a_speed_is_a_word_or_a_factor(String text, long permille) {
    assertThat(Speed.parse(text).permille()).isEqualTo(permille);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "0.000", "-1", "fast", "1e3", "0.0001", "1000000000", ""})
  void anything_else_is_refused_with_a_sentence(String text) {
    assertThatThrownBy(() -> Speed.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("give real, max, or a factor");
  }

  @Test
  void trace_time_becomes_wall_time() {
    assertThat(Speed.parse("10").wallNs(5_000_000_000L)).isEqualTo(500_000_000L);
    assertThat(Speed.parse("0.5").wallNs(5_000_000_000L)).isEqualTo(10_000_000_000L);
    assertThat(Speed.MAX.wallNs(5_000_000_000L)).isZero();
    // A trace clock that has run for a hundred years.
    assertThat(Speed.REAL.wallNs(3_155_760_000_000_000_000L)).isEqualTo(3_155_760_000_000_000_000L);
  }
}
