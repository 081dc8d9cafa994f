package io.probestream.cli.query;

import io.probestream.cli.text.Table;
import io.probestream.cli.text.TerminalSize;
import io.probestream.cli.text.Units;
import io.probestream.schemas.window.SessionTotals;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code query probes}. */
@Command(
    name = "probes",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Every probe with its definition and state, and where its hits went since its session began: "
          + "hits = seen + lost + unrecorded. Unrecorded are hits that the kernel counted but did not "
          + "record (filters, excluded threads, moments of switching on and off); missed ones it could "
          + "not even count as hits. In flight are calls whose return was not seen yet, most is the "
          + "highest number at once. Where returns were missed because more calls were in flight than "
          + "the kernel keeps instances for (maxactive), a sentence says which definition to use. A "
          + "probe that is throttled is switched off by its collector to keep within its budget; a "
          + "sentence says until when.",
      "",
      "JSON: one object per line, host and probe."
    },
    descriptionHeading = "%n",
    optionListHeading = "%nOptions:%n",
    footerHeading = "%nExamples:%n",
    footer = {
      "  probestream query probes --host web1",
      "  probestream query probes --probe sys_write_event --format json"
    })
final class ProbesCommand implements Callable<Integer> {
  @Mixin private QueryOptions options = new QueryOptions();

  @Override
  public Integer call() {
    return new Inventory<>(
            options,
            ProbeRow.class,
            ProbeRow::host,
            "probes",
            true,
            this::rows,
            (rows, now) -> lines(rows))
        .run();
  }

  private List<ProbeRow> rows(Account account, long nowMs) {
    return ProbeRow.of(account.missed(), account.inFlight(), account.statuses()).stream()
        .filter(r -> options.wants(r.host(), r.probe()))
        .toList();
  }

  /** The table, what is throttled, and what to do about missed returns. */
  static List<String> lines(List<ProbeRow> rows) {
    List<String> lines = new ArrayList<>(table(rows).lines(TerminalSize.stdoutColumns()));
    rows.stream().map(ProbeRow::throttling).filter(Objects::nonNull).forEach(lines::add);
    for (ProbeRow r : rows) {
      if (r.maxactive() != null) {
        lines.add(r.host() + ": " + r.maxactive().reason());
      }
    }
    return lines;
  }

  private static Table table(List<ProbeRow> rows) {
    Table table =
        new Table(
                "host",
                "probe",
                "kind",
                "state",
                ">hits",
                ">seen",
                ">missed",
                ">lost",
                ">unrecorded",
                ">in flight",
                ">most",
                "definition")
            .cut("definition", 40)
            .drop("kind", "definition")
            .cut("probe", 16)
            .cut("host", 12)
            .drop("state", "unrecorded", "in flight", "most");
    for (ProbeRow r : rows) {
      table.row(
          r.host(),
          r.probe(),
          Cells.orDash(r.kind()),
          r.throttledNow() ? "throttled" : Cells.orDash(r.state()),
          cell(r.totals(), t -> Units.count(t.hits())),
          cell(r.totals(), t -> Units.count(t.seen())),
          cell(r.totals(), t -> Units.count(t.missed())),
          cell(r.totals(), t -> Cells.interval(t.lostMin(), t.lostMax())),
          cell(r.totals(), t -> Cells.interval(t.unrecordedMin(), t.unrecordedMax())),
          Units.inFlight(r.inFlight()),
          r.inFlight() == null ? "-" : Units.count(r.inFlight().max()),
          Cells.orDash(r.definition()) + (r.error() == null ? "" : "  (" + r.error() + ")"));
    }
    return table;
  }

  private static String cell(SessionTotals totals, Function<SessionTotals, String> text) {
    return totals == null ? "-" : text.apply(totals);
  }
}
