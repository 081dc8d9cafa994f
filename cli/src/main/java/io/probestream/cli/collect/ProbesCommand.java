package io.probestream.cli.collect;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Names the commands about this host's probes. */
@Command(
    name = "probes",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = "Checks, lists and cleans up probes on this host.",
    descriptionHeading = "%n",
    commandListHeading = "%nCommands:%n",
    footerHeading = "%nExamples:%n",
    footer = {
      "  probestream probes check -e 'p:write sys_write'",
      "  probestream probes list",
      "  probestream probes clean"
    },
    subcommands = {ProbesCheckCommand.class, ProbesListCommand.class, ProbesCleanCommand.class})
public final class ProbesCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "no command given: check, list or clean");
  }
}
