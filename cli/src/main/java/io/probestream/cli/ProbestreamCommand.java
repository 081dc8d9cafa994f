package io.probestream.cli;

import io.probestream.cli.alert.AlertCommand;
import io.probestream.cli.analyze.AnalyzeCommand;
import io.probestream.cli.collect.CollectCommand;
import io.probestream.cli.collect.DoctorCommand;
import io.probestream.cli.collect.ProbesCommand;
import io.probestream.cli.demo.DemoCommand;
import io.probestream.cli.query.QueryCommand;
import io.probestream.cli.rawexport.RawCommand;
import io.probestream.cli.replay.ReplayCommand;
import io.probestream.cli.stream.StreamCommand;
import io.probestream.cli.top.TopCommand;
import io.probestream.cli.verify.VerifyCommand;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The root command: it only names the others. */
@Command(
    name = "probestream",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    description = {
      "Streams Linux ftrace kprobe output through Kafka into rates, exact latency distributions and"
          + " an honest account of what was missed."
    },
    descriptionHeading = "%n",
    optionListHeading = "%nOptions:%n",
    commandListHeading = "%nCommands:%n",
    footerHeading = "%nExamples:%n",
    footer = {
      "  probestream demo                     the whole pipeline on this machine",
      "  probestream demo --duration 20s      the same, ending by itself with a summary",
      "  probestream query latency --help     what a command takes, with examples",
      "",
      "Exit status: 0 success, 1 failure, 2 wrong usage, 130 and 143 after Ctrl-C and SIGTERM.",
      "PROBESTREAM_DEBUG=1 adds stack traces to errors, PROBESTREAM_LOG=INFO more log lines."
    })
final class ProbestreamCommand implements Runnable {
  private static final List<Class<?>> COMMANDS =
      List.of(
          DemoCommand.class,
          CollectCommand.class,
          StreamCommand.class,
          AnalyzeCommand.class,
          ReplayCommand.class,
          QueryCommand.class,
          TopCommand.class,
          ProbesCommand.class,
          AlertCommand.class,
          DoctorCommand.class,
          RawCommand.class,
          VerifyCommand.class);

  @Spec private CommandSpec spec;

  /**
   * The commands to choose from: of those the one that the first argument names, where it names
   * one. To describe all of them takes longer than most of them run.
   */
  static List<Class<?>> commands(String[] args) {
    List<Class<?>> named =
        COMMANDS.stream().filter(c -> args.length > 0 && isNamed(c, args[0])).toList();
    return named.isEmpty() ? COMMANDS : named;
  }

  private static boolean isNamed(Class<?> command, String name) {
    return command.getAnnotation(Command.class).name().equals(name);
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "no command given");
  }
}
