package io.probestream.cli.query;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.probestream.cli.Failure;
import io.probestream.cli.api.ApiClient;
import io.probestream.schemas.Json;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Windows from the API, whose points become the records that the topics hold. Followed, it is asked
 * again twice a second, as far back as the slowest host is behind, at most {@value #BEHIND_MS} ms.
 *
 * @param <W> the windows' type
 */
final class ApiFeed<W> implements Feed<W> {
  private static final long BEHIND_MS = 300_000;
  private static final long AGAIN_MS = 10_000;
  private static final long PERIOD_MS = 500;

  /** How long an API that does not answer is asked again. */
  private static final long PATIENCE_MS = 60_000;

  private final WindowKind<W> kind;
  private final Wanted wanted;
  private final ApiClient api;
  private final Notes notes;
  private final Clock clock = Clock.systemUTC();

  /** End of the last window that was given, by host and name; only where it is followed. */
  private final Map<List<String>, Long> givenMs = new HashMap<>();

  private long answeredMs;

  ApiFeed(WindowKind<W> kind, Wanted wanted, ApiClient api, Notes notes) {
    this.kind = kind;
    this.wanted = wanted;
    this.api = api;
    this.notes = notes;
  }

  @Override
  public void read(long stepMs, Consumer<W> sink) {
    List<W> found = ask(wanted.fromMs(), wanted.toMs(), stepMs);
    answeredMs = clock.millis();
    boolean each = stepMs == EACH;
    found.sort(each ? byTime().thenComparing(byName()) : byName().thenComparing(byTime()));
    found.forEach(w -> give(w, sink));
  }

  private Comparator<W> byTime() {
    return Comparator.comparing(kind::startMs);
  }

  private Comparator<W> byName() {
    return Comparator.comparing(kind::host, Comparator.nullsFirst(Comparator.naturalOrder()))
        .thenComparing(kind::name);
  }

  /** Each window once; of the fleet only when it is final. */
  private void give(W w, Consumer<W> sink) {
    if (wanted.follow()) {
      List<String> key = List.of(String.valueOf(kind.host(w)), kind.name(w));
      if (kind.endMs(w) <= givenMs.getOrDefault(key, 0L)
          || (wanted.together() && !kind.isFinal(w))) {
        return;
      }
      givenMs.put(key, kind.endMs(w));
    }
    sink.accept(w);
  }

  @Override
  public void poll(Consumer<W> sink) {
    try {
      Thread.sleep(PERIOD_MS);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
    long nowMs = clock.millis();
    long behindMs =
        givenMs.values().stream()
            .mapToLong(ms -> ms)
            .filter(ms -> ms >= nowMs - BEHIND_MS)
            .min()
            .orElse(nowMs);
    long fromMs = Math.max(wanted.fromMs(), Math.min(behindMs, nowMs - AGAIN_MS));
    List<W> found;
    try {
      found = ask(Math.floorDiv(fromMs, 1_000) * 1_000, Math.floorDiv(nowMs, 1_000) * 1_000, EACH);
    } catch (Failure e) {
      if (nowMs - answeredMs > PATIENCE_MS) {
        throw e;
      }
      notes.say(e.getMessage() + "; asking again");
      return;
    }
    answeredMs = nowMs;
    found.sort(byTime().thenComparing(byName()));
    found.forEach(w -> give(w, sink));
  }

  private List<W> ask(long fromMs, long toMs, long stepMs) {
    ApiClient.Params params = ApiClient.params().with("from", fromMs).with("to", toMs);
    if (stepMs != WHOLE) {
      params.with("step", stepMs + "ms");
    }
    if (!wanted.together()) {
      params.with("by", "host");
    }
    if (kind.path().equals("latency")) {
      params.with("histogram", true);
    }
    wanted.names().forEach(name -> params.with(kind.nameKey(), name));
    with(params, wanted);
    JsonNode answer = get(api, kind.path(), params);
    notes.about(answer);
    if (stepMs == WHOLE) {
      notes.stretch(answer, fromMs, toMs);
    }
    List<W> windows = new ArrayList<>();
    for (JsonNode series : answer.path("series")) {
      for (JsonNode point : series.path("points")) {
        windows.add(window(series, point));
      }
    }
    return windows;
  }

  /** Adds what chooses hosts. */
  static void with(ApiClient.Params params, Wanted wanted) {
    wanted.hosts().forEach(host -> params.with("host", host));
    wanted.labels().forEach((name, value) -> params.with("label." + name, value));
  }

  static JsonNode get(ApiClient api, String what, ApiClient.Params params) {
    try {
      return api.get(what, params);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  static Failure interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new Failure("interrupted", e);
  }

  private W window(JsonNode series, JsonNode point) {
    ObjectNode w = point.deepCopy();
    w.set(kind.nameKey(), series.get(kind.nameKey()));
    if (!wanted.together()) {
      w.set("host", series.get("group"));
    } else if (series.has("hosts") && !w.has("hosts")) {
      w.set("hosts", series.get("hosts"));
    }
    if (kind.path().equals("missed") && !w.has("closing")) {
      w.put("closing", false);
    }
    return Json.read(Json.bytes(w), kind.type());
  }

  @Override
  public String where() {
    return "at " + api.base();
  }

  @Override
  public void close() {
    // nothing is held open
  }
}
