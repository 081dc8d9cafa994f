package io.probestream.cli.alert;

import io.probestream.cli.alertsend.SendCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Groups what there is to do with alerts. */
@Command(
    name = "alert",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "WHAT",
    description = "Checks and tests alert rules, and delivers alerts.",
    descriptionHeading = "%n",
    optionListHeading = "%nOptions:%n",
    commandListHeading = "%nWhat:%n",
    footerHeading = "%nExamples:%n",
    footer = {
      "  probestream alert lint alerts.yaml",
      "  probestream alert test alerts.yaml --capture x.txt.gz",
      "  probestream alert send --alertmanager http://127.0.0.1:9093"
    },
    subcommands = {LintCommand.class, TestCommand.class, SendCommand.class})
public final class AlertCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "alert needs to know what: lint, test or send");
  }
}
