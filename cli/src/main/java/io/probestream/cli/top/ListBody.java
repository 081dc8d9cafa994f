package io.probestream.cli.top;

import io.probestream.cli.text.Table;
import io.probestream.cli.text.Units;
import io.probestream.cli.top.TopState.Sort;
import io.probestream.cli.top.TopState.View;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** The rows of a list in their order: functions, hosts, or one function's hosts. */
final class ListBody {
  private static final int COMPLETE = 1_000_000;

  private final TopState state;
  private final List<TopData.Row> rows;
  private final List<TopData.Host> hosts;
  private final long nowMs;

  ListBody(TopState state, TopData data) {
    this.state = state;
    this.nowMs = data.toMs() + TopFetcher.BEHIND_MS;
    this.rows =
        state.view() == View.HOSTS
            ? List.of()
            : data.rows().stream()
                .filter(r -> wanted(r.name()))
                .sorted(order(state.sort()))
                .toList();
    this.hosts =
        state.view() == View.HOSTS
            ? data.hosts().stream()
                .filter(h -> wanted(h.name()))
                .sorted(
                    Comparator.comparing(TopData.Host::speaks).thenComparing(TopData.Host::name))
                .toList()
            : List.of();
  }

  /** What rows are about, in the order in which they stand. */
  List<String> names() {
    return state.view() == View.HOSTS
        ? hosts.stream().map(TopData.Host::name).toList()
        : rows.stream().map(TopData.Row::name).toList();
  }

  boolean isIncomplete(int row) {
    return state.view() == View.HOSTS
        ? !hosts.get(row).speaks() || hosts.get(row).throttled() > 0
        : rows.get(row).completenessPpm() < COMPLETE;
  }

  String nothing() {
    if (!state.filter().isEmpty()) {
      return "Nothing has '" + state.filter() + "' in its name; Esc takes the filter away.";
    }
    return state.view() == View.HOSTS
        ? "No host has reported yet."
        : "No calls in this time; + looks further back.";
  }

  Table table() {
    return state.view() == View.HOSTS ? hostTable() : callTable();
  }

  private Table callTable() {
    Table table =
        new Table(
                state.view() == View.BY_HOST ? "HOST" : "FUNCTION",
                ">RATE",
                ">CALLS",
                ">P50",
                ">P90",
                ">P99",
                ">P99.9",
                ">MAX",
                ">ERRORS",
                ">IN FLIGHT",
                ">MISSED",
                ">COMPLETE")
            .drop("P99.9", "P90", "ERRORS", "IN FLIGHT", "CALLS")
            .cut(state.view() == View.BY_HOST ? "HOST" : "FUNCTION", 16)
            .drop("MAX", "P50");
    for (TopData.Row r : rows) {
      boolean none = r.count() == 0;
      table.row(
          r.name(),
          Units.rate(r.count(), r.endMs() - r.startMs()),
          Units.count(r.count()),
          none ? "-" : Units.duration(r.p50(), r.unit()),
          none ? "-" : Units.duration(r.p90(), r.unit()),
          none ? "-" : Units.duration(r.p99(), r.unit()),
          none ? "-" : Units.duration(r.p999(), r.unit()),
          none ? "-" : Units.duration(r.max(), r.unit()),
          Units.count(r.errors()),
          r.inFlight() < 0 ? "-" : Units.count(r.inFlight()),
          Units.count(r.missed()),
          Units.percent(r.completenessPpm()));
    }
    return table;
  }

  private Table hostTable() {
    Table table =
        new Table("HOST", "STATE", ">LAST SEEN", ">CPU", ">PROBES", ">THROTTLED", "KERNEL", "ARCH")
            .cut("HOST", 16)
            .drop("ARCH", "KERNEL", "CPU");
    for (TopData.Host h : hosts) {
      table.row(
          h.name(),
          h.state(),
          Units.span(Math.max(0, nowMs - h.newestMs())) + " ago",
          h.cpuPpm() < 0 ? "-" : Units.percent(h.cpuPpm()),
          h.probes() == 0 ? "-" : h.enabled() + "/" + h.probes(),
          h.probes() == 0 ? "-" : Integer.toString(h.throttled()),
          h.kernel().isEmpty() ? "-" : h.kernel(),
          h.arch().isEmpty() ? "-" : h.arch());
    }
    return table;
  }

  private boolean wanted(String name) {
    String part = state.filter().toLowerCase(Locale.ROOT);
    return name.toLowerCase(Locale.ROOT).contains(part);
  }

  private static Comparator<TopData.Row> order(Sort sort) {
    Comparator<TopData.Row> byName = Comparator.comparing(TopData.Row::name);
    return switch (sort) {
      case RATE ->
          Comparator.comparingLong(TopData.Row::perSecondMilli).reversed().thenComparing(byName);
      case P99 -> Comparator.comparingLong(TopData.Row::p99).reversed().thenComparing(byName);
      case MISSED ->
          Comparator.comparingLong(TopData.Row::missed)
              .reversed()
              .thenComparing(TopData.Row::completenessPpm)
              .thenComparing(byName);
      case NAME -> byName;
    };
  }
}
