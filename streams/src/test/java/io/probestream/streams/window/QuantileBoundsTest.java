package io.probestream.streams.window;

import static org.assertj.core.api.Assertions.assertThat;

import io.probestream.schemas.Histograms;
import io.probestream.schemas.window.QuantileBounds;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.HdrHistogram.Histogram;

/** The bounds against every way in which the missing calls could have fallen. */
class QuantileBoundsTest {
  private static final int P50 = 500_000;
  private static final int P99 = 990_000;

  /** Durations below 128 have buckets of their own, so that bounds must be attained. */
  @Property(tries = 300)
  void whereverTheMissingCallsFellTheQuantileLiesInItsBoundsAndReachesThem(
      @ForAll @Size(min = 1, max = 40) List<@IntRange(min = 1, max = 100) Integer> measured,
      @ForAll @IntRange(min = 1, max = 30) int missing) {
    long[] sorted = measured.stream().mapToLong(Integer::longValue).sorted().toArray();
    Histogram histogram = Histograms.empty(2);
    Arrays.stream(sorted).forEach(histogram::recordValue);
    QuantileBounds bounds =
        LatencyMath.bounds(histogram, missing, sorted[0], sorted[sorted.length - 1]);
    check(sorted, missing, P50, bounds.p50LowNs(), bounds.p50HighNs());
    check(sorted, missing, P99, bounds.p99LowNs(), bounds.p99HighNs());
  }

  private static void check(long[] measured, int missing, int quantile, long low, Long high) {
    long lowest = Long.MAX_VALUE;
    long highest = Long.MIN_VALUE;
    for (long value = 0; value <= 1_000; value += value < 101 ? 1 : 899) {
      for (int fast = 0; fast <= missing; fast++) {
        long found = quantile(measured, fast, missing - fast, value, quantile);
        assertThat(found).isGreaterThanOrEqualTo(low);
        if (high != null) {
          assertThat(found).isLessThanOrEqualTo(high);
        }
        lowest = Math.min(lowest, found);
        highest = Math.max(highest, found);
      }
    }
    assertThat(lowest).isEqualTo(low);
    if (high == null) {
      assertThat(highest).as("no bound: the missing calls reach it").isEqualTo(1_000);
    } else {
      assertThat(highest).isEqualTo(high);
    }
  }

  /** With so many calls of 0, and so many of a value, added. */
  private static long quantile(long[] measured, int fast, int slow, long value, int quantile) {
    long[] all = Arrays.copyOf(measured, measured.length + fast + slow);
    Arrays.fill(all, measured.length + fast, all.length, value);
    Arrays.sort(all);
    return all[(int) Histograms.rank(all.length, quantile) - 1];
  }
}
