package io.probestream.streams.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.probestream.schemas.Histograms;
import io.probestream.schemas.window.LatencyWindow;
import io.probestream.schemas.window.MissedWindow;
import io.probestream.schemas.window.RateWindow;
import io.probestream.streams.rollup.MadeWindows;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBucket;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.NativeHistogramBucket;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class WindowMetricsTest {
  private static final long T = 1_795_420_200_000L;

  private final MadeWindows made = new MadeWindows(21);
  private final WindowMetrics metrics = new WindowMetrics();

  private MetricSnapshot snapshot(String name, long nowMs) {
    return metrics.snapshots(nowMs).stream()
        .filter(s -> s.getMetadata().getName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void nothing_is_counted_until_somebody_asks() {
    metrics.take(made.rate("h", "w", T), T);
    assertThat(snapshot("probestream_events", T).getDataPoints()).isEmpty();
    RateWindow counted = made.rate("h", "w", T);
    metrics.take(counted, T);
    CounterSnapshot events = (CounterSnapshot) snapshot("probestream_events", T);
    assertThat(events.getDataPoints().get(0).getValue()).isEqualTo((double) counted.count());
  }

  @Test
  void native_and_classic_buckets_hold_the_calls_where_they_belong() {
    snapshot("probestream_events", T);
    long count = 0;
    Histogram all = Histograms.empty(2);
    for (int s = 0; s < 50; s++) {
      LatencyWindow w = made.latency("h", "vfs_write", T + s * 1_000L);
      metrics.take(w, T);
      count += w.count();
      all.add(Histograms.decodeBase64(w.histogram()));
    }
    HistogramDataPointSnapshot point =
        ((HistogramSnapshot) snapshot("probestream_call_duration_seconds", T))
            .getDataPoints()
            .get(0);
    long inClassic = 0;
    for (ClassicHistogramBucket bucket : point.getClassicBuckets()) {
      inClassic += bucket.getCount();
      if (!Double.isInfinite(bucket.getUpperBound())) {
        long ns = (long) (bucket.getUpperBound() * 1e9);
        // A bucket of the windows' histograms, 1 % wide, counts as a whole.
        assertThat(inClassic)
            .isBetween(
                all.getCountBetweenValues(0, ns - ns / 50),
                all.getCountBetweenValues(0, ns + ns / 50));
      }
    }
    long inNative = point.getNativeZeroCount();
    long rank = Histograms.rank(count, 990_000);
    double p99 = 0;
    for (NativeHistogramBucket bucket : point.getNativeBucketsForPositiveValues()) {
      inNative += bucket.getCount();
      if (p99 == 0 && inNative >= rank) {
        p99 = Math.pow(2, bucket.getBucketIndex() / 8.0);
      }
    }
    assertThat(inNative).isEqualTo(count);
    assertThat(inClassic).isEqualTo(count);
    double exact = Histograms.valueAtRank(all, rank) / 1e9;
    assertThat(p99).isCloseTo(exact, within(exact * 0.1));
  }

  @Test
  void what_is_missing_stands_by_cause() {
    snapshot("probestream_events", T);
    MissedWindow w = made.missed("h", "-", T);
    metrics.take(w, T);
    CounterSnapshot missed = (CounterSnapshot) snapshot("probestream_missed", T);
    double ringLost =
        missed.getDataPoints().stream()
            .filter(p -> "ringLost".equals(p.getLabels().get("cause")))
            .mapToDouble(p -> p.getValue())
            .sum();
    assertThat(ringLost).isEqualTo((double) w.causes().ringLost());
    assertThat(missed.getDataPoints()).allMatch(p -> p.getValue() > 0);
  }

  @Test
  void a_series_without_a_window_for_an_hour_is_forgotten() {
    snapshot("probestream_events", T);
    metrics.take(made.rate("h", "w", T), T);
    assertThat(snapshot("probestream_events", T + 3_600_000).getDataPoints()).hasSize(1);
    assertThat(snapshot("probestream_events", T + 3_600_001).getDataPoints()).isEmpty();
  }

  @Test
  void there_are_not_more_series_than_said() {
    snapshot("probestream_events", T);
    for (int i = 0; i <= WindowMetrics.MOST_SERIES; i++) {
      metrics.take(made.rate("h" + i, "w", T), T);
    }
    assertThat(snapshot("probestream_events", T).getDataPoints())
        .hasSize(WindowMetrics.MOST_SERIES);
  }
}
