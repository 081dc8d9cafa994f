package io.probestream.streams.window;

import static org.assertj.core.api.Assertions.assertThat;

import io.probestream.schemas.Histograms;
import io.probestream.schemas.window.ErrnoCount;
import io.probestream.schemas.window.LatencyWindow;
import io.probestream.schemas.window.QuantileBounds;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class LatencyMathTest {
  private static Histogram of(long... durationsNs) {
    Histogram histogram = Histograms.empty(2);
    for (long durationNs : durationsNs) {
      histogram.recordValue(durationNs);
    }
    return histogram;
  }

  @Test
  void nothing_missing_is_complete_also_where_there_was_nothing() {
    assertThat(LatencyMath.completenessPpm(5, 0)).isEqualTo(1_000_000);
    assertThat(LatencyMath.completenessPpm(0, 0)).isEqualTo(1_000_000);
  }

  @Test
  void completeness_rounds_down_and_never_claims_completeness_under_loss() {
    assertThat(LatencyMath.completenessPpm(0, 1)).isZero();
    assertThat(LatencyMath.completenessPpm(2, 1)).isEqualTo(666_666);
    assertThat(LatencyMath.completenessPpm(Long.MAX_VALUE / 2, 1)).isEqualTo(999_999);
    assertThat(LatencyMath.completenessPpm(3L << 60, 1L << 60)).isEqualTo(750_000);
  }

  @Test
  void without_loss_there_are_no_bounds() {
    assertThat(LatencyMath.bounds(of(1, 2, 3), 0, 1, 3)).isNull();
  }

  @Test
  void bounds_shift_the_rank_by_the_missing_calls() {
    // 10, 20 … 90 measured, one missing: the median of ten is the fifth.
    QuantileBounds bounds = LatencyMath.bounds(of(10, 20, 30, 40, 50, 60, 70, 80, 90), 1, 10, 90);
    assertThat(bounds.p50LowNs()).isEqualTo(40);
    assertThat(bounds.p50HighNs()).isEqualTo(50);
    assertThat(bounds.p90LowNs()).isEqualTo(80);
    assertThat(bounds.p90HighNs()).isEqualTo(90);
    assertThat(bounds.p99LowNs()).isEqualTo(90);
    assertThat(bounds.p99HighNs()).isNull();
  }

  @Test
  void missing_calls_that_reach_a_quantile_leave_it_unbounded() {
    QuantileBounds bounds = LatencyMath.bounds(of(10), 9, 10, 10);
    assertThat(bounds.p50LowNs()).isZero();
    assertThat(bounds.p50HighNs()).isNull();
    assertThat(bounds.p999LowNs()).isEqualTo(10);
    assertThat(LatencyMath.bounds(of(), 1, 0, 0).p999HighNs()).isNull();
  }

  @Test
  void errnos_are_sorted_by_count_then_number() {
    assertThat(LatencyMath.errnos(Map.of(11, 1L, 2, 7L, 4, 1L)))
        .containsExactly(new ErrnoCount(2, 7), new ErrnoCount(4, 1), new ErrnoCount(11, 1));
  }

  @Test
  void a_window_counts_its_histogram_and_clamps_quantiles_to_what_was_measured() {
    LatencyWindow window =
        LatencyMath.window(
            "h",
            "f",
            0,
            1_000,
            "ns",
            of(1_000_001, 1_000_003),
            new CallCounts(2_000_004, 1_000_001, 1_000_003, 0, 0, 0, 1, 1, 0),
            List.of(),
            List.of(),
            null,
            false,
            null,
            null);
    assertThat(window.count()).isEqualTo(2);
    assertThat(window.p50Ns()).isBetween(1_000_001L, 1_000_003L);
    assertThat(window.p999Ns()).isEqualTo(1_000_003);
    assertThat(window.completenessPpm()).isEqualTo(500_000);
    assertThat(window.bounds().p99HighNs()).isNull();
  }
}
