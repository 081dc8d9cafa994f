package io.probestream.streams.window;

import static org.assertj.core.api.Assertions.assertThat;

import io.probestream.schemas.Histograms;
import java.util.Random;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DurationCountsTest {
  private static final long SEED = Long.getLong("probestream.seed", System.nanoTime());

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void countsAreThoseOfAHistogram(int digits) {
    Random random = new Random(SEED);
    DurationCounts counts = new DurationCounts(digits);
    Histogram histogram = Histograms.empty(digits);
    for (int bits = 0; bits < 62; bits++) {
      for (long value : new long[] {(1L << bits) - 1, 1L << bits, (1L << bits) + 1}) {
        counts.record(value);
        histogram.recordValue(value);
      }
      long any = random.nextLong() >>> (63 - bits);
      counts.record(any);
      histogram.recordValue(any);
    }
    assertThat(counts.total()).as("seed %d", SEED).isEqualTo(histogram.getTotalCount());
    assertSame(counts, histogram);
    assertSame(DurationCounts.of(Histograms.decode(Histograms.encode(histogram))), histogram);
    counts.add(DurationCounts.of(histogram));
    histogram.add(histogram.copy());
    assertSame(counts, histogram);
  }

  private static void assertSame(DurationCounts counts, Histogram histogram) {
    assertThat(counts.histogram()).as("seed %d", SEED).isEqualTo(histogram);
    assertThat(Histograms.encode(counts.histogram())).isEqualTo(Histograms.encode(histogram));
  }
}
