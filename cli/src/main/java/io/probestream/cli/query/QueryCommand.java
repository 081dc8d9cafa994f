package io.probestream.cli.query;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Groups the queries. */
@Command(
    name = "query",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "WHAT",
    description = {
      "Reads results: rates, latencies, what was missed, and by whom.",
      "",
      Source.RULE
    },
    descriptionHeading = "%n",
    optionListHeading = "%nOptions:%n",
    commandListHeading = "%nWhat:%n",
    footerHeading = "%nExamples:%n",
    footer = {
      "  probestream query latency --function vfs_read --since 1h",
      "  probestream query missed --host web1 --format json",
      "  probestream query heatmap vfs_write --since 1h",
      "  probestream query slow --since 5m --bootstrap-servers kafka:9092",
      "  probestream query rates --api http://streams:8095 --label role=db --format csv",
      "  probestream query latency --from 2026-11-23T09:00:00Z --to 1h --fleet"
    },
    subcommands = {
      HostsCommand.class,
      ProbesCommand.class,
      RatesCommand.class,
      LatencyCommand.class,
      MissedCommand.class,
      SlowCommand.class,
      FunctionsCommand.class,
      HistogramCommand.class,
      HeatmapCommand.class,
      ErrorsCommand.class,
      AlertsCommand.class
    })
public final class QueryCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "query needs to know what: hosts, probes, rates, latency, missed, slow, functions,"
            + " histogram, heatmap, errors, alerts");
  }
}
