package io.probestream.cli.query;

import io.probestream.cli.text.Table;
import io.probestream.cli.text.Units;
import io.probestream.schemas.window.LatencyWindow;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code query latency}. */
@Command(
    name = "latency",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Latency of each function, from entry to return. Windows are merged by adding their "
          + "histograms; quantiles are within 1 %%, count, sum, min and max exact.",
      "In flight are calls whose return was not seen at the end of the last window, oldest is the age "
          + "of the oldest; +N? are those that may have returned unseen, because something was lost "
          + "since their entry.",
      "",
      "JSON: one object per line, as in the topic; merged ones span the whole time that was asked "
          + "for, and so does their rate."
    },
    descriptionHeading = "%n",
    optionListHeading = "%nOptions:%n",
    footerHeading = "%nExamples:%n",
    footer = {
      "  probestream query latency --since 1h",
      "  probestream query latency --function vfs_read --follow",
      "  probestream query latency --fleet --format json"
    })
final class LatencyCommand implements Callable<Integer>, WindowQuery.View<LatencyWindow> {
  @Mixin private QueryOptions options = new QueryOptions();
  @Mixin private WindowOptions windows = new WindowOptions();

  @Override
  public Integer call() {
    return new WindowQuery<>(new LatencyKind(), this, options).run(windows);
  }

  @Override
  public Table table() {
    return new Table(
            "from",
            ">span",
            "host",
            "function",
            ">calls",
            ">rate",
            ">mean",
            ">p50",
            ">p90",
            ">p99",
            ">p99.9",
            ">max",
            ">errors",
            ">in flight",
            ">oldest",
            ">complete")
        .drop("p90", "span", "p99.9", "errors", "mean", "oldest", "in flight")
        .cut("function", 18)
        .cut("host", 12)
        .drop("from", "rate");
  }

  @Override
  public void row(Table table, LatencyWindow w) {
    long spanMs = w.endMs() - w.startMs();
    table.row(
        Cells.time(w.startMs()),
        Units.span(spanMs),
        Cells.host(w.host(), w.hosts()),
        w.function(),
        Units.count(w.count()),
        Units.rate(w.count(), spanMs),
        w.count() == 0 ? "-" : Units.duration(w.sumNs() / w.count(), w.unit()),
        duration(w, w.p50Ns()),
        duration(w, w.p90Ns()),
        duration(w, w.p99Ns()),
        duration(w, w.p999Ns()),
        duration(w, w.maxNs()),
        Units.count(w.errors()),
        Units.inFlight(w.inFlight()),
        Units.oldest(w.inFlight()),
        Units.percent(w.completenessPpm()));
  }

  private static String duration(LatencyWindow w, long value) {
    return w.count() == 0 ? "-" : Units.duration(value, w.unit());
  }
}
