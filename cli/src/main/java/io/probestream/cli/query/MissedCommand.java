package io.probestream.cli.query;

import io.probestream.cli.results.Cause;
import io.probestream.cli.text.Table;
import io.probestream.cli.text.TerminalSize;
import io.probestream.cli.text.Units;
import io.probestream.schemas.window.MissedWindow;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

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
final class MissedCommand implements Callable<Integer>, WindowQuery.View<MissedWindow> {
  private static final int ADVICE_FITS = 140;
  private static final int BRIEF_WIDTH = 24;

  @Mixin private QueryOptions options = new QueryOptions();
  @Mixin private WindowOptions windows = new WindowOptions();

  private boolean isNarrow;

  @Override
  public Integer call() {
    isNarrow = TerminalSize.stdoutColumns() < ADVICE_FITS;
    return new WindowQuery<>(new MissedKind(), this, options).run(windows);
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

  @Override
  public String nothing() {
    return "Nothing was missed";
  }
}
