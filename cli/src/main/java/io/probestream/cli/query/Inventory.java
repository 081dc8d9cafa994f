package io.probestream.cli.query;

import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * Prints what hosts or probes there are; with {@code --follow} again whenever something changed.
 *
 * @param <R> the row's type
 */
final class Inventory<R> {
  private static final Duration PERIOD = Duration.ofSeconds(2);

  /** Makes the rows from what was read. */
  interface Known<R> {
    List<R> of(Account account, long nowMs);
  }

  private final QueryOptions options;
  private final PrintWriter out;
  private final Class<R> type;
  private final Function<R, String> host;
  private final String noun;
  private final boolean calls;
  private final Known<R> rows;
  private final BiFunction<List<R>, Long, List<String>> lines;
  private final Clock clock = Clock.systemUTC();
  private Rows<R> machine;
  private Set<R> printed = Set.of();

  /**
   * @param type of the rows, a record
   * @param host of a row
   * @param calls whether calls in flight are wanted
   */
  Inventory(
      QueryOptions options,
      Class<R> type,
      Function<R, String> host,
      String noun,
      boolean calls,
      Known<R> rows,
      BiFunction<List<R>, Long, List<String>> lines) {
    this.options = options;
    this.out = options.out();
    this.type = type;
    this.host = host;
    this.noun = noun;
    this.calls = calls;
    this.rows = rows;
    this.lines = lines;
  }

  int run() {
    long nowMs = clock.millis();
    Wanted wanted = options.wanted(false);
    machine = options.isTable() ? null : new Rows<>(options.format(), type, out);
    try (Account account = options.account(wanted, calls)) {
      print(chosen(account, wanted, nowMs), nowMs);
      while (options.follow()) {
        account.refresh(PERIOD);
        print(chosen(account, wanted, clock.millis()), clock.millis());
      }
    }
    return 0;
  }

  private List<R> chosen(Account account, Wanted wanted, long nowMs) {
    return rows.of(account, nowMs).stream()
        .filter(r -> HostFilter.hasLabels(account.statuses().get(host.apply(r)), wanted))
        .toList();
  }

  private void print(List<R> all, long nowMs) {
    if (machine != null) {
      all.stream().filter(r -> !printed.contains(r)).forEach(machine::print);
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
