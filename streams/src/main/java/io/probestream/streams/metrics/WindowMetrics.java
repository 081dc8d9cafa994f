package io.probestream.streams.metrics;

import io.probestream.schemas.Histograms;
import io.probestream.schemas.Json;
import io.probestream.schemas.raw.Status;
import io.probestream.schemas.window.LatencyWindow;
import io.probestream.schemas.window.MissedWindow;
import io.probestream.schemas.window.RateWindow;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Exemplars;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.NativeHistogramBuckets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Counters over the windows of this instance's hosts, from the first scrape on: until somebody asks
 * nothing is counted and nothing is spent. A window counts when it closes, so that rates are those
 * of event time some seconds ago. After a restart, and where a partition moved, counters begin
 * anew. At most {@value #MOST_SERIES} series; one that had no window for an hour is forgotten.
 * Thread-safe.
 */
public final class WindowMetrics {
  static final int MOST_SERIES = 20_000;
  private static final long FORGET_MS = 3_600_000;
  private static final double NS = 1e-9;

  private final Map<Labels, Rate> rates = new HashMap<>();
  private final Map<Labels, Calls> calls = new HashMap<>();
  private final Map<Labels, Count> missed = new HashMap<>();
  private volatile boolean isAsked;
  private long refused;

  private static class Count {
    long lastMs;
    long count;
  }

  private static final class Rate extends Count {
    long lostMax;
  }

  private static final class Calls extends Count {
    final DurationBuckets buckets = new DurationBuckets();
    double sumSeconds;
    long errors;
    long unmeasured;
  }

  public void take(RateWindow w, long recordMs) {
    if (isAsked) {
      synchronized (this) {
        Labels labels = Labels.of("host", w.host(), "probe", w.probe());
        Rate rate = rates.get(labels);
        if (rate == null && hasRoom()) {
          rate = new Rate();
          rates.put(labels, rate);
        }
        if (rate != null) {
          rate.lastMs = recordMs;
          rate.count += w.count();
          rate.lostMax += w.lostMax();
        }
      }
    }
  }

  /** Ticks are no seconds: such windows are left out. */
  public void take(LatencyWindow w, long recordMs) {
    if (isAsked && w.unit().equals(Status.NS)) {
      synchronized (this) {
        Labels labels = Labels.of("host", w.host(), "function", w.function());
        Calls sum = calls.get(labels);
        if (sum == null && hasRoom()) {
          sum = new Calls();
          calls.put(labels, sum);
        }
        if (sum != null) {
          sum.lastMs = recordMs;
          sum.count += w.count();
          sum.buckets.add(Histograms.decodeBase64(w.histogram()));
          sum.sumSeconds += w.sumNs() * NS;
          sum.errors += w.errors();
          sum.unmeasured += w.returnMissed() + w.discarded() + w.callsLostMax();
        }
      }
    }
  }

  public void take(MissedWindow w, long recordMs) {
    if (isAsked) {
      Map<String, Long> causes = new TreeMap<>();
      Json.mapper()
          .valueToTree(w.causes())
          .properties()
          .forEach(cause -> causes.put(cause.getKey(), cause.getValue().asLong()));
      synchronized (this) {
        causes.forEach(
            (cause, count) -> {
              if (count > 0) {
                missed(
                    Labels.of("host", w.host(), "probe", w.probe(), "cause", cause),
                    count,
                    recordMs);
              }
            });
      }
    }
  }

  private void missed(Labels labels, long count, long recordMs) {
    Count sum = missed.get(labels);
    if (sum == null && hasRoom()) {
      sum = new Count();
      missed.put(labels, sum);
    }
    if (sum != null) {
      sum.lastMs = recordMs;
      sum.count += count;
    }
  }

  private boolean hasRoom() {
    if (rates.size() + calls.size() + missed.size() < MOST_SERIES) {
      return true;
    }
    refused++;
    return false;
  }

  /**
   * What was counted so far.
   *
   * @param nowMs wall clock; what is long out of date is forgotten
   */
  public synchronized List<MetricSnapshot> snapshots(long nowMs) {
    isAsked = true;
    forget(rates, nowMs);
    forget(calls, nowMs);
    forget(missed, nowMs);
    List<MetricSnapshot> all = new ArrayList<>();
    all.add(
        counter(
            "probestream_events",
            "Events of a probe that were read and whose window has closed. No loss is in it.",
            rates,
            rate -> rate.count));
    all.add(
        counter(
            "probestream_events_lost_at_most",
            "Events of a probe that were lost at most: the kernel counts ring buffer loss by CPU,"
                + " not by probe, so that each probe of a host may have lost all of it. If this"
                + " grows, enlarge the ring buffer or trace less.",
            rates,
            rate -> rate.lostMax));
    all.add(
        counter(
            "probestream_missed",
            "What is missing, by cause, for a probe, or for the host as a whole (probe \"-\")."
                + " The causes are those of the missed topic; duplicate is no loss.",
            missed,
            count -> count.count));
    all.add(histogram());
    all.add(
        counter(
            "probestream_call_errors",
            "Calls of a function that returned an error (-4095 to -1).",
            calls,
            sum -> sum.errors));
    all.add(
        counter(
            "probestream_calls_unmeasured_at_most",
            "Calls of a function that are not in probestream_call_duration_seconds, at most: missed"
                + " by the kernel, lost, or discarded because a loss lies within. Loss, not latency.",
            calls,
            sum -> sum.unmeasured));
    all.add(
        new GaugeSnapshot(
            new MetricMetadata(
                "probestream_metrics_refused_windows",
                "Windows left out of these metrics because "
                    + MOST_SERIES
                    + " series are there already; the topics and the API have them."),
            List.of(new GaugeDataPointSnapshot(refused, Labels.EMPTY, null))));
    return all;
  }

  private static <C extends Count> void forget(Map<Labels, C> series, long nowMs) {
    Iterator<C> all = series.values().iterator();
    while (all.hasNext()) {
      if (nowMs - all.next().lastMs > FORGET_MS) {
        all.remove();
      }
    }
  }

  private interface Value<C> {
    long of(C series);
  }

  private static <C> CounterSnapshot counter(
      String name, String help, Map<Labels, C> series, Value<C> value) {
    List<CounterDataPointSnapshot> points = new ArrayList<>();
    series.forEach(
        (labels, count) ->
            points.add(new CounterDataPointSnapshot(value.of(count), labels, null, 0)));
    return new CounterSnapshot(new MetricMetadata(name, help), points);
  }

  private HistogramSnapshot histogram() {
    List<HistogramDataPointSnapshot> points = new ArrayList<>();
    calls.forEach(
        (labels, sum) ->
            points.add(
                new HistogramDataPointSnapshot(
                    sum.buckets.classicBuckets(),
                    DurationBuckets.SCHEMA,
                    sum.buckets.zeros(),
                    0.0,
                    sum.buckets.nativeBuckets(),
                    NativeHistogramBuckets.EMPTY,
                    sum.sumSeconds,
                    labels,
                    Exemplars.EMPTY,
                    0)));
    return new HistogramSnapshot(
        new MetricMetadata(
            "probestream_call_duration_seconds",
            "Durations of the calls that were measured from entry to return, as classic and, over"
                + " protobuf, as native histogram."),
        points);
  }
}
