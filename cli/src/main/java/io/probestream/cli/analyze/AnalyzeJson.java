package io.probestream.cli.analyze;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.probestream.schemas.Histograms;
import io.probestream.schemas.raw.Pair;
import io.probestream.schemas.raw.Status;
import io.probestream.streams.engine.RunSummary;
import java.util.List;

/**
 * What {@code analyze --format json} prints. Durations are ns; {@code firstNs} and {@code lastNs}
 * trace-clock times. A clock that counts no time has {@code unit} ticks and null in every {@code
 * …Ns}.
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
record AnalyzeJson(
    long lines,
    long events,
    long other,
    long lostLines,
    long headers,
    long continuations,
    long malformed,
    long ringLost,
    String ringLostSource,
    String unit,
    Long firstNs,
    Long lastNs,
    List<Probe> probes,
    List<Function> functions,
    @JsonInclude(JsonInclude.Include.NON_NULL) Windows windows) {

  /** {@code hits} and {@code missed} stand only where the kernel's counters were known. */
  record Probe(String probe, String kind, long events, Long hits, Long missed) {}

  /** Quantiles are within 1 % (0.1 % with three digits), clamped to [min, max]. */
  @JsonInclude(JsonInclude.Include.ALWAYS)
  record Function(
      String function,
      String entryProbe,
      String returnProbe,
      long count,
      Long sumNs,
      Long minNs,
      Long maxNs,
      Long p50Ns,
      Long p90Ns,
      Long p99Ns,
      Long p999Ns,
      long orphanEntry,
      long orphanReturn,
      long discarded,
      long inFlightAtEnd,
      @JsonInclude(JsonInclude.Include.NON_NULL) List<Task> tasks,
      @JsonInclude(JsonInclude.Include.NON_NULL) List<Value> values) {}

  @JsonInclude(JsonInclude.Include.ALWAYS)
  @JsonPropertyOrder({"pid", "task", "count", "sumNs"})
  record Task(int pid, String task, long count, Long sumNs) {}

  /** Calls with one value of an argument. */
  @JsonInclude(JsonInclude.Include.ALWAYS)
  @JsonPropertyOrder({"value", "count", "sumNs"})
  record Value(String value, long count, Long sumNs) {}

  /** {@code by} and {@code windows} may be null. */
  static AnalyzeJson of(RunSummary s, String by, Windows windows) {
    boolean timed = s.unit().equals(Status.NS);
    boolean any = s.events() + s.other() > 0;
    return new AnalyzeJson(
        s.lines(),
        s.events(),
        s.other(),
        s.lostLines(),
        s.headers(),
        s.continuations(),
        s.malformed(),
        s.ringLost(),
        s.ringLostSource(),
        s.unit(),
        timed && any ? s.first() : null,
        timed && any ? s.last() : null,
        s.probes().stream()
            .map(p -> new Probe(p.probe(), p.kind(), p.events(), p.hits(), p.missed()))
            .toList(),
        s.functions().stream().map(f -> function(f, timed, by)).toList(),
        windows);
  }

  private static Function function(RunSummary.FunctionSummary f, boolean timed, String by) {
    return new Function(
        f.function(),
        f.entryProbe(),
        f.returnProbe(),
        f.count(),
        timed ? f.sum() : null,
        timed ? f.min() : null,
        timed ? f.max() : null,
        timed ? quantile(f, 500_000) : null,
        timed ? quantile(f, 900_000) : null,
        timed ? quantile(f, 990_000) : null,
        timed ? quantile(f, 999_000) : null,
        f.orphanEntry(),
        f.orphanReturn(),
        f.discarded(),
        f.inFlightAtEnd(),
        Pair.TASK.equals(by) ? f.tasks().stream().map(t -> task(t, timed)).toList() : null,
        by == null || by.equals(Pair.TASK)
            ? null
            : f.values().stream().map(v -> value(v, timed)).toList());
  }

  private static Task task(RunSummary.TaskSummary t, boolean timed) {
    return new Task(t.pid(), t.task(), t.count(), timed ? t.sum() : null);
  }

  private static Value value(RunSummary.ValueSummary v, boolean timed) {
    return new Value(v.value(), v.count(), timed ? v.sum() : null);
  }

  static long quantile(RunSummary.FunctionSummary f, int ppm) {
    return Histograms.quantile(f.histogram(), ppm, f.min(), f.max());
  }
}
