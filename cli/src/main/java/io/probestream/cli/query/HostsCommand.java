package io.probestream.cli.query;

import io.probestream.cli.text.Table;
import io.probestream.cli.text.TerminalSize;
import io.probestream.cli.text.Units;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code query hosts}. */
@Command(
    name = "hosts",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Who reports, since when, on which kernel, and how complete it is. Names and kernels come "
          + "from the status records of the raw topic (every 60 s), counts from the aggregates; cpu "
          + "is what the collector took of one core before its last status.",
      "",
      "JSON: one object per line and host."
    },
    descriptionHeading = "%n",
    optionListHeading = "%nOptions:%n",
    footerHeading = "%nExamples:%n",
    footer = {"  probestream query hosts", "  probestream query hosts --since 1d --format json"})
final class HostsCommand implements Callable<Integer> {
  @Mixin private QueryOptions options = new QueryOptions();

  @Override
  public Integer call() {
    return new Inventory<>(
            options, HostRow.class, HostRow::host, "hosts", false, this::rows, this::lines)
        .run();
  }

  private List<HostRow> rows(Account account, long nowMs) {
    long fromMs = options.wanted(false).fromMs();
    return HostRow.of(account, nowMs).stream()
        .filter(r -> options.wantsHost(r.host()) && r.lastMs() >= fromMs)
        .toList();
  }

  private List<String> lines(List<HostRow> rows, long nowMs) {
    Table table =
        new Table(
                "host",
                "state",
                ">last seen",
                ">up",
                "kernel",
                "arch",
                "clock",
                "capture",
                ">cpu",
                ">probes",
                ">events",
                ">ring lost",
                ">complete")
            .drop("clock", "capture", "arch", "up", "cpu")
            .cut("host", 12)
            .cut("kernel", 10)
            .drop("kernel", "probes");
    for (HostRow r : rows) {
      table.row(
          r.host(),
          r.state(),
          Units.span(Math.max(0, nowMs - r.lastMs())) + " ago",
          r.sinceMs() == null ? "-" : Units.span(Math.max(0, r.lastMs() - r.sinceMs())),
          Cells.orDash(r.kernelRelease()),
          Cells.orDash(r.arch()),
          Cells.orDash(r.clock()),
          Cells.orDash(r.capture()),
          r.budget() == null || r.budget().cpuPpm() == null
              ? "-"
              : Units.percent(Math.toIntExact(r.budget().cpuPpm())),
          r.probes() == null ? "-" : r.probesEnabled() + "/" + r.probes(),
          Units.count(r.events()),
          r.lineLaw() == null ? "-" : Units.count(r.lineLaw().ringLost()),
          Units.percent(r.completenessPpm()));
    }
    List<String> lines = new ArrayList<>(table.lines(TerminalSize.stdoutColumns()));
    rows.stream().map(HostRow::throttling).filter(Objects::nonNull).forEach(lines::add);
    rows.stream().map(HostRow::conflict).filter(Objects::nonNull).forEach(lines::add);
    return lines;
  }
}
