package io.probestream.cli.verify;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.probestream.cli.Failure;
import io.probestream.schemas.Json;
import io.probestream.schemas.window.LatencyWindow;
import io.probestream.schemas.window.Laws;
import io.probestream.schemas.window.MissedWindow;
import io.probestream.schemas.window.RateWindow;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Compares two sets of results. Used once. */
final class Verification {
  /** So many differing keys are looked at for the earliest difference. */
  private static final int MAX_KEYS = 64;

  private final ResultSource a;
  private final ResultSource b;
  private final List<ResultKind> kinds;
  private final Map<String, Long> compared = new LinkedHashMap<>();
  private long skipped;
  private long unlawful;
  private String firstUnlawful;
  private Scope scope;

  /**
   * What came out.
   *
   * @param same whether the sets are the same, and keep the laws
   * @param compared records by topic (of a fleet topic: windows)
   * @param skipped records outside the time that is compared
   * @param unlawful records that break a law of the account
   * @param law the first of them
   * @param difference the first one, or null
   */
  @JsonInclude(JsonInclude.Include.ALWAYS)
  record Outcome(
      boolean same,
      Map<String, Long> compared,
      long skipped,
      long unlawful,
      String law,
      Difference difference) {}

  Verification(ResultSource a, ResultSource b, List<ResultKind> kinds) {
    this.a = a;
    this.b = b;
    this.kinds = kinds;
  }

  Outcome run(long fromMs, long toMs, boolean rawPositions) throws InterruptedException {
    scope = new Scope(fromMs, toMs, Warmups.of(a, b), rawPositions);
    Difference difference = null;
    for (ResultKind kind : kinds) {
      Difference found = compare(kind);
      difference = difference == null ? found : difference;
    }
    if (difference == null && compared.values().stream().allMatch(n -> n == 0)) {
      throw new Failure(
          "there is nothing to compare: no window of "
              + a.name()
              + " and "
              + b.name()
              + " lies in that time, outside of warm-ups");
    }
    return new Outcome(
        difference == null && unlawful == 0,
        compared,
        skipped,
        unlawful,
        firstUnlawful,
        difference);
  }

  private Difference compare(ResultKind kind) throws InterruptedException {
    Fingerprints inA = fingerprints(kind, a);
    Fingerprints inB = fingerprints(kind, b);
    compared.put(kind.title(), inA.size());
    Map<String, Long> places = inA.differences(inB, MAX_KEYS);
    return places.isEmpty() ? null : first(kind, inA, places);
  }

  private Fingerprints fingerprints(ResultKind kind, ResultSource source)
      throws InterruptedException {
    Fingerprints prints =
        kind.isOfHost() ? Fingerprints.ofSequences() : Fingerprints.ofWindows(kind.title());
    scan(kind, source, true, prints::add);
    return prints;
  }

  private void scan(
      ResultKind kind, ResultSource source, boolean counts, Consumer<ResultRecord> sink)
      throws InterruptedException {
    SessionGrowth growth = new SessionGrowth();
    source.scan(
        kind,
        r -> {
          ResultRecord compare = scope.of(kind, r, growth);
          if (compare != null) {
            sink.accept(compare);
          }
          if (counts) {
            skipped += compare == null ? 1 : 0;
            checkLaws(kind, r, source);
          }
        });
  }

  /** The laws that each record keeps by itself. */
  private void checkLaws(ResultKind kind, ResultRecord r, ResultSource source) {
    List<String> broken =
        switch (kind) {
          case RATES, FLEET_RATES ->
              Laws.eachRecord(List.of(read(r, RateWindow.class)), List.of(), List.of());
          case LATENCY, FLEET_LATENCY ->
              Laws.eachRecord(List.of(), List.of(read(r, LatencyWindow.class)), List.of());
          case MISSED, FLEET_MISSED ->
              Laws.eachRecord(List.of(), List.of(), List.of(read(r, MissedWindow.class)));
          case REJECTS -> List.of();
        };
    if (!broken.isEmpty()) {
      unlawful++;
      firstUnlawful = firstUnlawful == null ? source.name() + ' ' + broken.get(0) : firstUnlawful;
    }
  }

  private static <T> T read(ResultRecord r, Class<T> type) {
    try {
      return Json.read(r.text().getBytes(StandardCharsets.UTF_8), type);
    } catch (IllegalArgumentException e) {
      throw new Failure(
          "the record " + r.key() + " at " + r.startMs() + " is " + e.getMessage(), e);
    }
  }

  /** Reads again what stands at the first places of difference, and takes the earliest. */
  private Difference first(ResultKind kind, Fingerprints prints, Map<String, Long> places)
      throws InterruptedException {
    Map<String, List<ResultRecord>> inA = at(kind, a, prints, places);
    Map<String, List<ResultRecord>> inB = at(kind, b, prints, places);
    Difference earliest = null;
    for (String key : places.keySet()) {
      List<ResultRecord> mine = inA.getOrDefault(key, List.of());
      List<ResultRecord> theirs = inB.getOrDefault(key, List.of());
      for (int i = 0; i < Math.max(mine.size(), theirs.size()); i++) {
        Difference found =
            Difference.between(
                kind,
                i < mine.size() ? mine.get(i) : null,
                i < theirs.size() ? theirs.get(i) : null);
        if (found != null) {
          earliest = earliest == null || found.startMs() < earliest.startMs() ? found : earliest;
          break;
        }
      }
    }
    if (earliest == null) {
      throw new Failure("the topics changed while they were compared; compare again");
    }
    return earliest;
  }

  private Map<String, List<ResultRecord>> at(
      ResultKind kind, ResultSource source, Fingerprints prints, Map<String, Long> places)
      throws InterruptedException {
    Map<String, List<ResultRecord>> found = new TreeMap<>();
    Fingerprints.Places placeOf = prints.places();
    scan(
        kind,
        source,
        false,
        r -> {
          long place = placeOf.of(r);
          Long wanted = places.get(r.key());
          if (wanted != null && wanted == place) {
            List<ResultRecord> list = found.computeIfAbsent(r.key(), k -> new ArrayList<>());
            if (!kind.isOfHost()) {
              list.clear();
            }
            list.add(r);
          }
        });
    return found;
  }
}
