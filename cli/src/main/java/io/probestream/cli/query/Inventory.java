package io.probestream.cli.query;

import io.probestream.cli.results.RawStatuses;
import io.probestream.schemas.Json;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;

/**
 * Prints what hosts or probes there are; with {@code --follow} again whenever something changed.
 *
 * @param <R> the row's type
 */
final class Inventory<R> {
  private static final Duration PERIOD = Duration.ofSeconds(2);

  /** Makes the rows from what was read. */
  interface Rows<R> {
    List<R> of(Aggregates aggregates, RawStatuses statuses, long nowMs);
  }

  private final QueryOptions options;
  private final PrintWriter out;
  private final String noun;
  private final boolean calls;
  private final Rows<R> rows;
  private final BiFunction<List<R>, Long, List<String>> lines;
  private final Clock clock = Clock.systemUTC();
  private Set<R> printed = Set.of();

  /**
   * @param calls whether calls in flight are wanted
   */
  Inventory(
      QueryOptions options,
      PrintWriter out,
      String noun,
      boolean calls,
      Rows<R> rows,
      BiFunction<List<R>, Long, List<String>> lines) {
    this.options = options;
    this.out = out;
    this.noun = noun;
    this.calls = calls;
    this.rows = rows;
    this.lines = lines;
  }

  int run() {
    long nowMs = clock.millis();
    try (Aggregates aggregates = Aggregates.read(options, calls, nowMs);
        RawStatuses statuses = RawStatuses.read(options.kafka(), options.sinceMs(nowMs), nowMs)) {
      print(rows.of(aggregates, statuses, nowMs), nowMs);
      while (options.follow()) {
        aggregates.refresh(PERIOD);
        statuses.refresh();
        print(rows.of(aggregates, statuses, clock.millis()), clock.millis());
      }
    }
    return 0;
  }

  private void print(List<R> all, long nowMs) {
    if (options.isJson()) {
      all.stream().filter(r -> !printed.contains(r)).forEach(r -> out.println(Json.string(r)));
    } else if (all.isEmpty()) {
      if (!options.follow()) {
        out.println("No " + noun + " " + options.scope() + ".");
      }
    } else if (!printed.equals(new HashSet<>(all))) {
      out.print(printed.isEmpty() ? "" : System.lineSeparator());
      lines.apply(all, nowMs).forEach(out::println);
    }
    printed = new HashSet<>(all);
    out.flush();
  }
}
