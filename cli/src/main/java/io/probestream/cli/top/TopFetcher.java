package io.probestream.cli.top;

import com.fasterxml.jackson.databind.JsonNode;
import io.probestream.cli.Failure;
import io.probestream.cli.api.ApiClient;
import io.probestream.cli.text.HeatmapText;
import io.probestream.cli.text.HistogramText.Bucket;
import io.probestream.cli.top.TopState.Question;
import io.probestream.cli.top.TopState.View;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Asks the API what a screen needs. Thread-safe if its client is. */
final class TopFetcher {
  /** Windows that ended less than this ago may not be there yet; half of one would be wrong. */
  static final long BEHIND_MS = 3_000;

  private static final long LEAST_CHART_MS = 60_000;

  private final ApiClient api;
  private final Clock clock;

  TopFetcher(ApiClient api, Clock clock) {
    this.api = api;
    this.clock = clock;
  }

  /**
   * The answer.
   *
   * @param columns how many steps a chart has room for
   * @throws Failure with a sentence
   */
  TopData fetch(Question question, int columns) throws InterruptedException {
    long toMs = (clock.millis() - BEHIND_MS) / 1000 * 1000;
    long spanMs =
        question.view().isOfFunction()
            ? Math.max(LEAST_CHART_MS, question.spanMs())
            : question.spanMs();
    JsonNode hosts = api.get("hosts", ApiClient.params());
    Asked asked = new Asked(question, toMs - spanMs, toMs, step(spanMs, columns));
    JsonNode functions =
        api.get(
            question.view() == View.BY_HOST ? "latency" : "functions",
            asked.params().with("by", question.view() == View.BY_HOST ? "host" : null));
    List<TopData.Row> points = List.of();
    HeatmapText.Cells heatmap = null;
    List<Bucket> buckets = List.of();
    if (question.view() == View.HEATMAP) {
      JsonNode map =
          api.get("heatmap", asked.params().with("step", asked.stepMs + "ms").with("perOctave", 1));
      heatmap = heatmap(map, asked);
      points = points(api.get("latency", asked.params().with("step", asked.stepMs + "ms")));
    } else if (question.view() == View.HISTOGRAM) {
      buckets = buckets(api.get("histogram", asked.params().with("perOctave", 1)));
    }
    return new TopData(
        question,
        question.view() == View.BY_HOST ? points(functions) : rows(functions),
        hosts(hosts),
        points,
        heatmap,
        buckets,
        alerts(),
        functions.path("fromMs").asLong(asked.fromMs),
        functions.path("toMs").asLong(toMs),
        asked.stepMs,
        functions.path("stale").asBoolean() || hosts.path("stale").asBoolean());
  }

  private record Asked(Question question, long fromMs, long toMs, long stepMs) {
    ApiClient.Params params() {
      return ApiClient.params()
          .with("from", fromMs)
          .with("to", toMs)
          .with("function", question.function())
          .with("host", question.host());
    }
  }

  /** A step that the roll-ups have, so that no more than {@code columns} are drawn. */
  private static long step(long spanMs, int columns) {
    for (long step : new long[] {1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1200, 1800, 3600}) {
      if (spanMs / (step * 1000) <= columns) {
        return step * 1000;
      }
    }
    return 7_200_000;
  }

  /** Rules that fire, each with the number of its alerts where it is not one. */
  private List<String> alerts() throws InterruptedException {
    Map<String, Integer> counts = new TreeMap<>();
    api.find("alerts", ApiClient.params().with("state", "firing"))
        .path("alerts")
        .forEach(alert -> counts.merge(alert.path("rule").asText(), 1, Integer::sum));
    return counts.entrySet().stream()
        .map(e -> e.getValue() == 1 ? e.getKey() : e.getKey() + " (" + e.getValue() + ")")
        .toList();
  }

  private static List<TopData.Host> hosts(JsonNode answer) {
    List<TopData.Host> hosts = new ArrayList<>();
    for (JsonNode h : answer.path("hosts")) {
      hosts.add(
          new TopData.Host(
              h.path("host").asText(),
              h.path("state").asText(),
              h.path("kernelRelease").asText(),
              h.path("arch").asText(),
              Math.max(h.path("newestMs").asLong(), h.path("statusMs").asLong()),
              h.path("probes").asInt(),
              h.path("probesEnabled").asInt(),
              h.path("probesThrottled").asInt(),
              h.path("budget").path("cpuPpm").asInt(-1)));
    }
    return hosts;
  }

  private static List<TopData.Row> rows(JsonNode answer) {
    List<TopData.Row> rows = new ArrayList<>();
    answer.path("functions").forEach(f -> rows.add(row(f.path("function").asText(), f, answer)));
    return rows;
  }

  /** Every point of every series, named by its group. */
  private static List<TopData.Row> points(JsonNode answer) {
    List<TopData.Row> rows = new ArrayList<>();
    for (JsonNode series : answer.path("series")) {
      series.path("points").forEach(p -> rows.add(row(series.path("group").asText(), p, p)));
    }
    return rows;
  }

  /** {@code span} says from when to when, in the words of a point or of a whole answer. */
  private static TopData.Row row(String name, JsonNode p, JsonNode span) {
    return new TopData.Row(
        name,
        span.path("startMs").asLong(span.path("fromMs").asLong()),
        span.path("endMs").asLong(span.path("toMs").asLong()),
        p.path("unit").asText("ns"),
        p.path("count").asLong(),
        p.path("sumNs").asLong(),
        p.path("p50Ns").asLong(),
        p.path("p90Ns").asLong(),
        p.path("p99Ns").asLong(),
        p.path("p999Ns").asLong(),
        p.path("maxNs").asLong(),
        p.path("errors").asLong(),
        p.path("returnMissed").asLong()
            + p.path("discarded").asLong()
            + p.path("callsLostMax").asLong(),
        p.path("inFlight").path("atEnd").asLong(-1),
        p.path("completenessPpm").asInt());
  }

  private static List<Bucket> buckets(JsonNode answer) {
    List<Bucket> buckets = new ArrayList<>();
    answer
        .path("series")
        .path(0)
        .path("buckets")
        .forEach(
            b ->
                buckets.add(
                    new Bucket(
                        b.path("lowNs").asLong(),
                        b.path("highNs").asLong(),
                        b.path("count").asLong())));
    return buckets;
  }

  private static HeatmapText.Cells heatmap(JsonNode answer, Asked asked) {
    JsonNode series = answer.path("series").path(0);
    if (series.isMissingNode()) {
      return null;
    }
    List<Long> bounds = new ArrayList<>();
    series.path("boundsNs").forEach(bound -> bounds.add(bound.asLong()));
    List<HeatmapText.Column> columns = new ArrayList<>();
    for (JsonNode c : series.path("columns")) {
      List<Long> counts = new ArrayList<>(Collections.nCopies(bounds.size() - 1, 0L));
      c.path("cells").forEach(cell -> counts.set(cell.path(0).asInt(), cell.path(1).asLong()));
      columns.add(
          new HeatmapText.Column(
              c.path("startMs").asLong(), counts, c.path("completenessPpm").asInt()));
    }
    return new HeatmapText.Cells(
        series.path("unit").asText("ns"),
        bounds,
        columns,
        answer.path("fromMs").asLong(asked.fromMs),
        answer.path("toMs").asLong(asked.toMs),
        answer.path("stepMs").asLong(asked.stepMs));
  }
}
