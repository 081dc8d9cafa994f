package io.probestream.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.NotEmpty;
import net.jqwik.api.constraints.Size;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class HistogramsTest {
  private static Histogram of(List<Long> values, int digits) {
    Histogram histogram = Histograms.empty(digits);
    values.forEach(histogram::recordValue);
    return histogram;
  }

  @Test
  void theBytesAreThoseOfTheGoldenFile() throws IOException {
    Histogram histogram = Histograms.empty(Histograms.DEFAULT_DIGITS);
    for (long v = 0; v < 63; v++) {
      histogram.recordValueWithCount(1L << v, v + 1);
    }
    try (InputStream in = getClass().getResourceAsStream("/histogram-v2.base64")) {
      String golden = new String(in.readAllBytes(), StandardCharsets.US_ASCII).strip();
      assertThat(Histograms.encodeBase64(histogram)).isEqualTo(golden);
      assertThat(Histograms.decodeBase64(golden)).isEqualTo(histogram);
    }
  }

  @Property(tries = 200)
  void theBytesDependOnTheValuesAlone(
      @ForAll List<@LongRange(min = 0, max = 1L << 60) Long> values, @ForAll long seed) {
    byte[] bytes = Histograms.encode(of(values, 2));
    List<Long> shuffled = new ArrayList<>(values);
    Collections.shuffle(shuffled, new Random(seed));
    assertThat(Histograms.encode(of(shuffled, 2))).isEqualTo(bytes);
    assertThat(Histograms.encode(Histograms.decode(bytes))).isEqualTo(bytes);
    // Hosts are merged in any order.
    int half = values.size() / 2;
    Histogram merged = of(shuffled.subList(0, half), 2);
    merged.add(Histograms.decode(Histograms.encode(of(shuffled.subList(half, values.size()), 2))));
    assertThat(Histograms.encode(merged)).isEqualTo(bytes);
  }

  @Property(tries = 300)
  void aQuantileIsWithinItsDigitsOfTheSortedListsValue(
      @ForAll @NotEmpty @Size(max = 300) List<@LongRange(min = 0, max = 1L << 50) Long> values,
      @ForAll @IntRange(min = 0, max = 1_000_000) int ppm,
      @ForAll @IntRange(min = 2, max = 3) int digits) {
    List<Long> sorted = values.stream().sorted().toList();
    long n = sorted.size();
    long rank = Math.max(1, (n * ppm + 999_999) / 1_000_000);
    long exact = sorted.get((int) rank - 1);
    long min = sorted.get(0);
    long max = sorted.get((int) n - 1);
    long found = Histograms.quantile(of(values, digits), ppm, min, max);
    assertThat(Histograms.rank(n, ppm)).isEqualTo(rank);
    assertThat(found).isBetween(min, max);
    // The histogram answers with the highest value that it does not tell apart.
    assertThat(found).isBetween(exact, exact + exact / (digits == 2 ? 100 : 1_000));
  }

  @Test
  void ranksAreIntegers() {
    // 0.29 * 100 is 28.999… in floating point.
    assertThat(Histograms.rank(100, 290_000)).isEqualTo(29);
    assertThat(Histograms.rank(1_000_000_000_000L, 999_000)).isEqualTo(999_000_000_000L);
    assertThat(Histograms.rank(1, 0)).isEqualTo(1);
    assertThat(Histograms.rank(1, 1_000_000)).isEqualTo(1);
    assertThat(Histograms.rank(3, 500_000)).isEqualTo(2);
  }

  @Test
  void aRankAboveTheCountIsTheLargest() {
    assertThat(Histograms.valueAtRank(of(List.of(1L, 2L, 3L), 2), 99)).isEqualTo(3);
  }

  @Test
  void anEmptyHistogramHasNoQuantiles() {
    assertThat(Histograms.quantile(Histograms.empty(2), 500_000, 0, 0)).isZero();
  }

  @Test
  void aDecodedHistogramStillGrows() {
    Histogram histogram = Histograms.decode(Histograms.encode(of(List.of(1L), 2)));
    histogram.recordValue(Long.MAX_VALUE / 4);
    assertThat(histogram.getTotalCount()).isEqualTo(2);
  }

  @Test
  void otherBytesAreRefusedWithASentence() {
    byte[] good = Histograms.encode(of(List.of(5L), 2));
    byte[] cut = java.util.Arrays.copyOf(good, 10);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Histograms.decode(cut))
        .withMessage("not an HdrHistogram in V2 encoding");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Histograms.decode(new byte[0]))
        .withMessage("not an HdrHistogram in V2 encoding");
    assertThatIllegalArgumentException().isThrownBy(() -> Histograms.decodeBase64("%"));
  }
}
