package io.probestream.cli.query;

import io.probestream.cli.text.Table;
import io.probestream.cli.text.Units;
import io.probestream.schemas.window.RateWindow;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code query rates}. */
@Command(
    name = "rates",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Events of each probe: how many, how often, and how many at most are lost.",
      "",
      "JSON: one object per line, as in the topic; merged ones span the whole time that was asked "
          + "for, and so does their rate."
    },
    descriptionHeading = "%n",
    optionListHeading = "%nOptions:%n",
    footerHeading = "%nExamples:%n",
    footer = {
      "  probestream query rates --since 1h",
      "  probestream query rates --host web1 --probe sys_write_event --follow",
      "  probestream query rates --fleet --format json"
    })
final class RatesCommand implements Callable<Integer>, WindowQuery.View<RateWindow> {
  @Mixin private QueryOptions options = new QueryOptions();
  @Mixin private WindowOptions windows = new WindowOptions();

  @Override
  public Integer call() {
    return new WindowQuery<>(new RateKind(), this, options).run(windows);
  }

  @Override
  public Table table() {
    return new Table(
            "from", ">span", "host", "probe", ">events", ">rate", ">hits", ">lost", ">complete")
        .drop("hits", "span")
        .cut("probe", 16)
        .cut("host", 12)
        .drop("from", "rate");
  }

  @Override
  public void row(Table table, RateWindow w) {
    long spanMs = w.endMs() - w.startMs();
    table.row(
        Cells.time(w.startMs()),
        Units.span(spanMs),
        Cells.host(w.host(), w.hosts()),
        w.probe(),
        Units.count(w.count()),
        Units.rate(w.count(), spanMs),
        w.hits() == null ? "-" : Units.count(w.hits()),
        Cells.interval(w.lostMin(), w.lostMax()),
        Units.percent(w.completenessPpm()));
  }
}
