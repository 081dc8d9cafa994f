package io.probestream.cli.query;

import io.probestream.cli.results.Cause;
import io.probestream.cli.text.Table;
import io.probestream.cli.text.TerminalSize;
import io.probestream.cli.text.Units;
import io.probestream.schemas.Topics;
import io.probestream.schemas.window.MissedWindow;
import io.probestream.streams.rollup.MissedSpan;
import io.probestream.streams.rollup.WindowSpan;
import java.time.Clock;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code query missed}. */
@Command(
    name = "missed",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "What is missing from the results, by cause. The probe '-' is the whole host, where no "
          + "single probe can be blamed.",
      "",
      "JSON: one object per line, as in the topic; merged ones span many windows, their totals "
          + "and line law are the newest."
    },
    descriptionHeading = "%n",
    optionListHeading = "%nOptions:%n",
    footerHeading = "%nExamples:%n",
    footer = {
      "  probestream query missed --since 1h",
      "  probestream query missed --host web1 --follow",
      "  probestream query missed --fleet --format json"
    })
final class MissedCommand implements Callable<Integer>, WindowKind<MissedWindow> {
  private static final int ADVICE_FITS = 140;
  private static final int BRIEF_WIDTH = 24;

  @Mixin private QueryOptions options = new QueryOptions();
  @Mixin private WindowOptions windows = new WindowOptions();
  @Spec private CommandSpec spec;

  private boolean isNarrow;

  @Override
  public Integer call() {
    isNarrow = TerminalSize.stdoutColumns() < ADVICE_FITS;
    return new WindowQuery<>(
            this, options, windows, spec.commandLine().getOut(), spec.commandLine().getErr())
        .run(Clock.systemUTC());
  }

  @Override
  public String noun() {
    return "accounts of what was missed";
  }

  @Override
  public Class<MissedWindow> type() {
    return MissedWindow.class;
  }

  @Override
  public String topic(Topics topics, boolean fleet) {
    return fleet ? topics.fleetMissed() : topics.missed();
  }

  @Override
  public String host(MissedWindow w) {
    return w.host();
  }

  @Override
  public String name(MissedWindow w) {
    return w.probe();
  }

  @Override
  public long startMs(MissedWindow w) {
    return w.startMs();
  }

  @Override
  public boolean isFinal(MissedWindow w) {
    return Boolean.TRUE.equals(w.isFinal());
  }

  @Override
  public WindowSpan<MissedWindow> merge(String host, String name) {
    return new MissedSpan(host, name);
  }

  @Override
  public Table table() {
    return new Table("from", ">span", "host", "probe", ">missed", "cause", "what it means")
        .drop("span")
        .cut("what it means", BRIEF_WIDTH)
        .cut("probe", 16)
        .cut("host", 12)
        .drop("from", "what it means");
  }

  @Override
  public void row(Table table, MissedWindow w) {
    for (Cause cause : Cause.of(w.causes())) {
      table.row(
          Cells.time(w.startMs()),
          Units.span(w.endMs() - w.startMs()),
          Cells.host(w.host(), w.hosts()),
          w.probe(),
          Units.count(cause.count()),
          cause.name(),
          isNarrow ? cause.brief() : cause.advice());
    }
  }
}
