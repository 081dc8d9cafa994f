package io.probestream.cli.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnitsTest {
  @ParameterizedTest
  @CsvSource({
    "0,0 ns",
    "812,812 ns",
    "999,999 ns",
    "1000,1.00 µs",
    "4711,4.71 µs",
    "9994,9.99 µs",
    "9995,10.0 µs",
    "23449,23.4 µs",
    "99949,99.9 µs",
    "99950,100 µs",
    "999499,999 µs",
    "999500,1.00 ms",
    "1200000000,1.20 s",
    "72300000000,72.3 s",
    "3600000000000,3600 s"
  })
  void durationsHaveThreeDigitsAndAUnit(long ns, String text) {
    assertThat(Units.duration(ns)).isEqualTo(text);
  }

  @Test
  void ticksAreCounts() {
    assertThat(Units.duration(4711, "ticks")).isEqualTo("4,711");
  }

  @ParameterizedTest
  @CsvSource({"0,1000,0.0/s", "5,2000,2.5/s", "10,1000,10/s", "4711,1000,4.71k/s", "7,0,-"})
  void ratesAreOverTheWholeSpan(long events, long spanMs, String text) {
    assertThat(Units.rate(events, spanMs)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({"1000000,100 %", "999999,99.99 %", "0,0.00 %", "123456,12.34 %"})
  void onlyACompletePictureIsAHundredPerCent(int ppm, String text) {
    assertThat(Units.percent(ppm)).isEqualTo(text);
  }

  @Test
  void oneOfSomethingIsNoPlural() {
    assertThat(Units.count(1, "rule")).isEqualTo("1 rule");
    assertThat(Units.count(0, "rule")).isEqualTo("0 rules");
    assertThat(Units.count(1_234, "line")).isEqualTo("1,234 lines");
  }
}
