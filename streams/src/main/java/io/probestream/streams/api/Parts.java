package io.probestream.streams.api;

import io.probestream.schemas.Histograms;
import io.probestream.schemas.window.Breakdown;
import io.probestream.schemas.window.BreakdownValue;
import io.probestream.schemas.window.LatencyWindow;
import io.probestream.streams.api.Question.Found;
import io.probestream.streams.api.Question.MergedPoint;
import io.probestream.streams.api.Question.MergedRow;
import io.probestream.streams.window.CallCounts;
import io.probestream.streams.window.LatencyMath;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.HdrHistogram.Histogram;

/**
 * Windows of functions as windows of what their calls are told apart by: a series for each of the
 * values with the most calls, and one for all others, which add up to the function's. What is
 * missing is known of the function only, and stands in each of them: a value may lack as much.
 *
 * @param by as in the windows
 * @param limit how many values of a function at most
 * @param wanted only these values, and no others; empty for all
 */
record Parts(String by, int limit, Set<String> wanted) {
  private static final int MOST_VALUES = 1_000;

  /** What a request asks for; null if for nothing of the kind. */
  static Parts of(Params params) {
    String by = params.parts();
    if (by == null) {
      if (params.text("limit") != null || !params.texts("value").isEmpty()) {
        throw Problem.badRequest("limit and value go with by=task or by=arg.NAME");
      }
      return null;
    }
    return new Parts(
        by, params.integer("limit", 1, MOST_VALUES, Breakdown.VALUES), params.texts("value"));
  }

  Found<LatencyWindow> of(Found<LatencyWindow> functions) {
    List<MergedRow<LatencyWindow>> rows = new ArrayList<>();
    for (MergedRow<LatencyWindow> function : functions.series()) {
      add(function, rows);
      if (rows.size() > Question.MOST_ROWS) {
        throw Problem.tooMuch("there are more than " + Question.MOST_ROWS + " series");
      }
    }
    return new Found<>(
        functions.stretch(), functions.note(), functions.fleet(), functions.lagRecords(), rows);
  }

  private void add(MergedRow<LatencyWindow> function, List<MergedRow<LatencyWindow>> rows) {
    Map<String, MergedRow<LatencyWindow>> byValue = new HashMap<>();
    Map<String, Long> calls = new HashMap<>();
    for (MergedPoint<LatencyWindow> point : function.points()) {
      for (BreakdownValue value : values(point.window())) {
        calls.merge(value.value(), value.count(), Long::sum);
      }
    }
    List<String> shown =
        calls.keySet().stream()
            .filter(value -> wanted.isEmpty() || wanted.contains(value))
            .sorted(
                Comparator.<String>comparingLong(calls::get)
                    .reversed()
                    .thenComparing(Comparator.naturalOrder()))
            .limit(limit)
            .toList();
    Set<String> taken = new HashSet<>(shown);
    List<MergedPoint<LatencyWindow>> others = new ArrayList<>();
    for (MergedPoint<LatencyWindow> point : function.points()) {
      LatencyWindow rest = point.window();
      for (BreakdownValue value : values(point.window())) {
        if (taken.contains(value.value())) {
          LatencyWindow part = part(point.window(), value);
          rest = less(rest, part);
          MergedRow<LatencyWindow> row =
              byValue.computeIfAbsent(
                  value.value(),
                  v -> new MergedRow<>(function.name(), v, null, null, new ArrayList<>()));
          row.points().add(new MergedPoint<>(point.startMs(), point.endMs(), part));
          byValue.put(value.value(), row.named(value.task()));
        }
      }
      if (rest.count() > 0) {
        others.add(new MergedPoint<>(point.startMs(), point.endMs(), rest));
      }
    }
    shown.forEach(value -> rows.add(byValue.get(value)));
    if (wanted.isEmpty() && !others.isEmpty()) {
      rows.add(new MergedRow<>(function.name(), null, null, null, others));
    }
  }

  private List<BreakdownValue> values(LatencyWindow window) {
    return window.breakdown() == null
        ? List.of()
        : window.breakdown().stream()
            .filter(b -> b.by().equals(by))
            .flatMap(b -> b.values().stream())
            .toList();
  }

  private static LatencyWindow part(LatencyWindow whole, BreakdownValue value) {
    return of(
        whole,
        Histograms.decodeBase64(value.histogram()),
        value.sumNs(),
        value.minNs(),
        value.maxNs(),
        value.errors());
  }

  /** Shortest and longest are those of the histogram's buckets. */
  private static LatencyWindow less(LatencyWindow whole, LatencyWindow part) {
    Histogram rest =
        LatencyMath.difference(
            Histograms.decodeBase64(whole.histogram()), Histograms.decodeBase64(part.histogram()));
    long minNs = 0;
    long maxNs = 0;
    if (rest.getTotalCount() > 0) {
      minNs = rest.lowestEquivalentValue(Histograms.valueAtRank(rest, 1));
      maxNs = Histograms.valueAtRank(rest, rest.getTotalCount());
    }
    return of(
        whole,
        rest,
        whole.sumNs() - part.sumNs(),
        Math.max(minNs, whole.minNs()),
        Math.min(maxNs, whole.maxNs()),
        whole.errors() - part.errors());
  }

  private static LatencyWindow of(
      LatencyWindow w, Histogram histogram, long sumNs, long minNs, long maxNs, long errors) {
    CallCounts counts =
        new CallCounts(
            sumNs,
            minNs,
            maxNs,
            errors,
            w.orphanEntry(),
            w.orphanReturn(),
            w.discarded(),
            w.returnMissed(),
            w.callsLostMax());
    LatencyWindow window =
        LatencyMath.window(
            w.host(),
            w.function(),
            w.startMs(),
            w.endMs(),
            w.unit(),
            histogram,
            counts,
            List.of(),
            List.of(),
            null,
            w.partial(),
            w.hosts(),
            w.isFinal());
    return w.warmup() == null ? window : window.asWarmup();
  }
}
