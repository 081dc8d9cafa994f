package io.probestream.cli.query;

import io.probestream.cli.text.Table;
import io.probestream.cli.text.Units;
import io.probestream.schemas.Topics;
import io.probestream.schemas.window.RateWindow;
import io.probestream.streams.rollup.RateSpan;
import io.probestream.streams.rollup.WindowSpan;
import java.time.Clock;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code query rates}. */
@Command(
    name = "rates",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Events of each probe: how many, how often, and how many at most are lost.",
      "",
      "JSON: one object per line, as in the topic; merged ones span many windows."
    },
    descriptionHeading = "%n",
    optionListHeading = "%nOptions:%n",
    footerHeading = "%nExamples:%n",
    footer = {
      "  probestream query rates --since 1h",
      "  probestream query rates --host web1 --probe sys_write_event --follow",
      "  probestream query rates --fleet --format json"
    })
final class RatesCommand implements Callable<Integer>, WindowKind<RateWindow> {
  @Mixin private QueryOptions options = new QueryOptions();
  @Mixin private WindowOptions windows = new WindowOptions();
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    return new WindowQuery<>(
            this, options, windows, spec.commandLine().getOut(), spec.commandLine().getErr())
        .run(Clock.systemUTC());
  }

  @Override
  public String noun() {
    return "rates";
  }

  @Override
  public Class<RateWindow> type() {
    return RateWindow.class;
  }

  @Override
  public String topic(Topics topics, boolean fleet) {
    return fleet ? topics.fleetRates() : topics.rates();
  }

  @Override
  public String host(RateWindow w) {
    return w.host();
  }

  @Override
  public String name(RateWindow w) {
    return w.probe();
  }

  @Override
  public long startMs(RateWindow w) {
    return w.startMs();
  }

  @Override
  public boolean isFinal(RateWindow w) {
    return Boolean.TRUE.equals(w.isFinal());
  }

  @Override
  public WindowSpan<RateWindow> merge(String host, String name) {
    return new RateSpan(host, name);
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
