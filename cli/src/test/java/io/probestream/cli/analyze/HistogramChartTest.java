package io.probestream.cli.analyze;

import static org.assertj.core.api.Assertions.assertThat;

import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class HistogramChartTest {
  private static Histogram of(long... values) {
    Histogram histogram = new Histogram(2);
    for (long v : values) {
      histogram.recordValue(v);
    }
    return histogram;
  }

  @Test
  void each_power_of_two_has_a_line_and_gaps_are_shown() {
    assertThat(new HistogramChart(true, 4).lines(of(1_000, 1_001, 1_500, 9_000), "ns"))
        .containsExactly(
            " 512 ns+ │████│ 2",
            "1.02 µs+ │██  │ 1",
            "2.05 µs+ │    │ 0",
            "4.10 µs+ │    │ 0",
            "8.19 µs+ │██  │ 1");
  }

  @Test
  void without_unicode_the_bars_are_hash_signs() {
    assertThat(new HistogramChart(false, 4).lines(of(3, 3, 3, 3, 4), "ticks"))
        .containsExactly("2+ |####| 4", "4+ |#   | 1");
  }

  @Test
  void what_the_clock_cannot_tell_is_a_line_of_its_own_without_a_gap() {
    assertThat(new HistogramChart(false, 2).lines(of(0, 1_000_000), "ns"))
        .containsExactly("   0 ns |##| 1", "524 µs+ |##| 1");
  }

  @Test
  void nothing_measured_draws_nothing() {
    assertThat(new HistogramChart(true, 4).lines(of(), "ns")).isEmpty();
  }
}
