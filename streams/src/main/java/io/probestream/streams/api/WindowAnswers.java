package io.probestream.streams.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.probestream.schemas.Histograms;
import io.probestream.schemas.Json;
import io.probestream.schemas.window.LatencyWindow;
import io.probestream.schemas.window.MissedWindow;
import io.probestream.schemas.window.RateWindow;
import io.probestream.schemas.window.SlowCall;
import io.probestream.streams.api.Question.Found;
import io.probestream.streams.api.Question.MergedPoint;
import io.probestream.streams.api.Question.MergedRow;
import io.probestream.streams.rollup.WindowType;
import io.probestream.streams.window.LatencyMath;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/** Answers that come from windows. Thread-safe. */
final class WindowAnswers {
  private static final int MOST_QUANTILES = 20;
  private static final int PPM_DIGITS = 6;

  private final Cluster cluster;
  private final Clock clock;

  WindowAnswers(Cluster cluster, Clock clock) {
    this.cluster = cluster;
    this.clock = clock;
  }

  private <W> Found<W> ask(
      WindowType type, Class<W> windows, String names, Params params, Stretch stretch) {
    Selection selection =
        new Selection(params.texts(names), params.hosts(), params.labels(), params.by());
    return Question.ask(cluster, type, windows, selection, stretch, false, clock.millis());
  }

  private Found<LatencyWindow> latencies(Params params, Stretch stretch) {
    return ask(WindowType.LATENCY, LatencyWindow.class, "function", params, stretch);
  }

  /** Also by what calls are told apart by; of one host then by its tasks' ids. */
  private Found<LatencyWindow> latenciesOrParts(Params params, Stretch stretch) {
    Parts parts = Parts.of(params);
    if (parts == null) {
      return latencies(params, stretch);
    }
    String by = params.hosts().size() == 1 ? Selection.HOST : Selection.ALL;
    Selection selection =
        new Selection(params.texts("function"), params.hosts(), params.labels(), by);
    return parts.of(
        Question.ask(
            cluster,
            WindowType.LATENCY,
            LatencyWindow.class,
            selection,
            stretch,
            true,
            clock.millis()));
  }

  private Stretch stretch(Params params) {
    return Stretch.of(params, clock.millis());
  }

  private static ObjectNode head(Found<?> found) {
    ObjectNode head = Json.mapper().createObjectNode();
    head.put("fromMs", found.stretch().fromMs());
    head.put("toMs", found.stretch().toMs());
    if (found.stretch().stepMs() > 0) {
      head.put("stepMs", found.stretch().stepMs());
    }
    head.put("source", found.fleet() ? "fleet" : "hosts");
    head.put("stale", found.lagRecords() > 0);
    head.put("lagRecords", found.lagRecords());
    if (found.note() != null) {
      head.put("note", found.note());
    }
    return head;
  }

  private static ObjectNode series(ArrayNode all, String nameKey, MergedRow<?> row, Params params) {
    ObjectNode series = all.addObject();
    series.put(nameKey, row.name());
    if (row.group() == null) {
      series.put("other", true);
    } else if (params.text("by") != null) {
      series.put("group", row.group());
    }
    if (row.task() != null) {
      series.put("task", row.task());
    }
    if (row.hosts() != null) {
      series.put("hosts", row.hosts());
    }
    return series;
  }

  private static ObjectNode point(ArrayNode points, MergedPoint<?> point) {
    return points.addObject().put("startMs", point.startMs()).put("endMs", point.endMs());
  }

  /** Per second, three digits. */
  private static BigDecimal perSecond(long count, MergedPoint<?> point) {
    return BigDecimal.valueOf(count)
        .multiply(BigDecimal.valueOf(1_000))
        .divide(BigDecimal.valueOf(point.endMs() - point.startMs()), 3, RoundingMode.HALF_EVEN);
  }

  ObjectNode rates(Params params) {
    Found<RateWindow> found =
        ask(WindowType.RATE, RateWindow.class, "probe", params, stretch(params));
    ObjectNode answer = head(found);
    ArrayNode all = answer.putArray("series");
    for (MergedRow<RateWindow> row : found.series()) {
      ArrayNode points = series(all, "probe", row, params).putArray("points");
      for (MergedPoint<RateWindow> p : row.points()) {
        RateWindow w = p.window();
        ObjectNode point = point(points, p);
        point.put("count", w.count());
        point.put("perSecond", perSecond(w.count(), p));
        if (w.hits() != null) {
          point.put("hits", w.hits());
        }
        point.put("lostMin", w.lostMin());
        point.put("lostMax", w.lostMax());
        point.put("kernelMissed", w.kernelMissed());
        point.put("completenessPpm", w.completenessPpm());
        marks(point, w.partial(), w.warmup(), w.hosts(), w.isFinal());
      }
    }
    return answer;
  }

  private static void marks(
      ObjectNode point, boolean partial, Boolean warmup, Integer hosts, Boolean isFinal) {
    point.put("partial", partial);
    if (warmup != null) {
      point.put("warmup", warmup);
    }
    if (hosts != null) {
      point.put("hosts", hosts);
    }
    if (isFinal != null) {
      point.put("final", isFinal);
    }
  }

  ObjectNode latency(Params params) {
    Map<String, Integer> quantiles = quantiles(params);
    boolean withHistogram = params.flag("histogram");
    Found<LatencyWindow> found = latenciesOrParts(params, stretch(params));
    ObjectNode answer = head(found);
    ArrayNode all = answer.putArray("series");
    for (MergedRow<LatencyWindow> row : found.series()) {
      ArrayNode points = series(all, "function", row, params).putArray("points");
      for (MergedPoint<LatencyWindow> p : row.points()) {
        ObjectNode point = point(points, p);
        latency(point, p);
        Histogram histogram =
            quantiles.isEmpty() ? null : Histograms.decodeBase64(p.window().histogram());
        if (histogram != null) {
          ObjectNode more = point.putObject("quantiles");
          quantiles.forEach(
              (text, ppm) ->
                  more.put(
                      text,
                      Histograms.quantile(histogram, ppm, p.window().minNs(), p.window().maxNs())));
        }
        if (withHistogram) {
          point.put("histogram", p.window().histogram());
          point.set("errnos", Json.mapper().valueToTree(p.window().errnos()));
          point.set("slowest", Json.mapper().valueToTree(p.window().slowest()));
        }
      }
    }
    return answer;
  }

  private static Map<String, Integer> quantiles(Params params) {
    Map<String, Integer> quantiles = new LinkedHashMap<>();
    for (String text : params.texts("quantile")) {
      if (!text.matches("0(\\.[0-9]{1,6})?|1(\\.0{1,6})?") || quantiles.size() == MOST_QUANTILES) {
        throw Problem.badRequest(
            "a quantile is a number from 0 to 1 with up to six digits, such as 0.95; at most "
                + MOST_QUANTILES
                + " of them");
      }
      quantiles.put(text, new BigDecimal(text).movePointRight(PPM_DIGITS).intValueExact());
    }
    return quantiles;
  }

  private static void latency(ObjectNode point, MergedPoint<LatencyWindow> p) {
    LatencyWindow w = p.window();
    point.put("unit", w.unit());
    point.put("count", w.count());
    point.put("perSecond", perSecond(w.count(), p));
    point.put("sumNs", w.sumNs());
    point.put("minNs", w.minNs());
    point.put("maxNs", w.maxNs());
    point.put("p50Ns", w.p50Ns());
    point.put("p90Ns", w.p90Ns());
    point.put("p99Ns", w.p99Ns());
    point.put("p999Ns", w.p999Ns());
    point.put("errors", w.errors());
    point.put("orphanEntry", w.orphanEntry());
    point.put("orphanReturn", w.orphanReturn());
    point.put("discarded", w.discarded());
    point.put("returnMissed", w.returnMissed());
    point.put("callsLostMax", w.callsLostMax());
    point.put("completenessPpm", w.completenessPpm());
    if (w.bounds() != null) {
      point.set("bounds", Json.mapper().valueToTree(w.bounds()));
    }
    if (w.inFlight() != null) {
      point.set("inFlight", Json.mapper().valueToTree(w.inFlight()));
    }
    marks(point, w.partial(), w.warmup(), w.hosts(), w.isFinal());
  }

  ObjectNode functions(Params params) {
    Stretch stretch = stretch(params);
    Found<LatencyWindow> found = latencies(params, stretch);
    ObjectNode answer = head(found);
    ArrayNode all = answer.putArray("functions");
    for (MergedRow<LatencyWindow> row : found.series()) {
      ObjectNode function = series(all, "function", row, params);
      latency(function, row.points().get(0));
    }
    return answer;
  }

  ObjectNode histogram(Params params) {
    LogBuckets buckets = LogBuckets.of(params);
    Found<LatencyWindow> found = latenciesOrParts(params, stretch(params));
    ObjectNode answer = head(found);
    ArrayNode all = answer.putArray("series");
    for (MergedRow<LatencyWindow> row : found.series()) {
      LatencyWindow w = row.points().get(0).window();
      ObjectNode series = series(all, "function", row, params);
      series.put("unit", w.unit());
      series.put("count", w.count());
      series.put("completenessPpm", w.completenessPpm());
      ArrayNode counts = series.putArray("buckets");
      buckets
          .counts(w.histogram())
          .forEach(
              (index, count) ->
                  counts
                      .addObject()
                      .put("lowNs", buckets.low(index))
                      .put("highNs", buckets.low(index + 1))
                      .put("count", count));
    }
    return answer;
  }

  ObjectNode heatmap(Params params) {
    LogBuckets buckets = LogBuckets.of(params);
    Found<LatencyWindow> found = latenciesOrParts(params, stretch(params).withStepOrAuto());
    ObjectNode answer = head(found);
    ArrayNode all = answer.putArray("series");
    for (MergedRow<LatencyWindow> row : found.series()) {
      ObjectNode series = series(all, "function", row, params);
      series.put("unit", row.points().get(0).window().unit());
      int lowest = Integer.MAX_VALUE;
      int highest = -1;
      List<TreeMap<Integer, Long>> columns = new ArrayList<>();
      for (MergedPoint<LatencyWindow> p : row.points()) {
        TreeMap<Integer, Long> counts = buckets.counts(p.window().histogram());
        columns.add(counts);
        if (!counts.isEmpty()) {
          lowest = Math.min(lowest, counts.firstKey());
          highest = Math.max(highest, counts.lastKey());
        }
      }
      ArrayNode bounds = series.putArray("boundsNs");
      for (int i = lowest; i <= highest + 1 && highest >= 0; i++) {
        bounds.add(buckets.low(i));
      }
      ArrayNode points = series.putArray("columns");
      for (int i = 0; i < columns.size(); i++) {
        MergedPoint<LatencyWindow> p = row.points().get(i);
        ObjectNode column = point(points, p);
        column.put("count", p.window().count());
        column.put("completenessPpm", p.window().completenessPpm());
        ArrayNode cells = column.putArray("cells");
        int first = lowest;
        columns.get(i).forEach((index, count) -> cells.addArray().add(index - first).add(count));
      }
    }
    return answer;
  }

  ObjectNode missed(Params params) {
    Found<MissedWindow> found =
        ask(WindowType.MISSED, MissedWindow.class, "probe", params, stretch(params));
    ObjectNode answer = head(found);
    ArrayNode all = answer.putArray("series");
    for (MergedRow<MissedWindow> row : found.series()) {
      ArrayNode points = series(all, "probe", row, params).putArray("points");
      for (MergedPoint<MissedWindow> p : row.points()) {
        MissedWindow w = p.window();
        ObjectNode point = point(points, p);
        point.set("causes", Json.mapper().valueToTree(w.causes()));
        if (w.session() != null) {
          point.put("session", w.session());
          point.put("closing", w.closing());
        }
        if (w.totals() != null) {
          point.set("totals", Json.mapper().valueToTree(w.totals()));
        }
        if (w.lineLaw() != null) {
          point.set("lineLaw", Json.mapper().valueToTree(w.lineLaw()));
        }
        if (w.warmup() != null) {
          point.put("warmup", w.warmup());
        }
        if (w.hosts() != null) {
          point.put("hosts", w.hosts()).put("final", w.isFinal());
        }
      }
    }
    return answer;
  }

  ObjectNode errors(Params params) {
    Found<LatencyWindow> found = latencies(params, stretch(params));
    ObjectNode answer = head(found);
    ArrayNode all = answer.putArray("series");
    for (MergedRow<LatencyWindow> row : found.series()) {
      ArrayNode points = series(all, "function", row, params).putArray("points");
      for (MergedPoint<LatencyWindow> p : row.points()) {
        ObjectNode point = point(points, p);
        point.put("count", p.window().count());
        point.put("errors", p.window().errors());
        point.put("completenessPpm", p.window().completenessPpm());
        point.set("errnos", Json.mapper().valueToTree(p.window().errnos()));
      }
    }
    return answer;
  }

  private record Slow(String function, String unit, SlowCall call) {}

  ObjectNode slow(Params params) {
    int limit = params.integer("limit", 1, 1_000, 20);
    // Each point keeps three calls: with short steps more of them are found.
    Found<LatencyWindow> found = latencies(params, stretch(params).withStepOrAuto());
    List<Slow> calls = new ArrayList<>();
    for (MergedRow<LatencyWindow> row : found.series()) {
      for (MergedPoint<LatencyWindow> p : row.points()) {
        p.window().slowest().forEach(c -> calls.add(new Slow(row.name(), p.window().unit(), c)));
      }
    }
    calls.sort(
        Comparator.comparing(Slow::call, LatencyMath.SLOWEST_FIRST).thenComparing(Slow::function));
    ObjectNode answer = head(found);
    ArrayNode all = answer.putArray("calls");
    for (Slow slow : calls.subList(0, Math.min(limit, calls.size()))) {
      ObjectNode call = Json.mapper().valueToTree(slow.call());
      call.put("function", slow.function());
      call.put("unit", slow.unit());
      all.add(call);
    }
    return answer;
  }
}
