package io.probestream.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;

/** Entry point of the executable. */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    Stdout stdout = Stdout.install();
    ErrorSentences errors = new ErrorSentences(System.getenv());
    Thread.setDefaultUncaughtExceptionHandler(errors);
    int status = commandLine(errors, ProbestreamCommand.commands(args)).execute(args);
    if (status == 0 && stdout.ended() != null) {
      status = errors.stdoutEnded(stdout.ended());
    }
    StopSignal.commandEnded();
    System.exit(status);
  }

  /**
   * The whole command line, ready to execute; {@code environment} is asked for the debug switch.
   *
   * @param more commands that an installation does not have
   */
  public static CommandLine commandLine(Map<String, String> environment, Object... more) {
    List<Object> commands = new ArrayList<>(ProbestreamCommand.commands(new String[0]));
    commands.addAll(List.of(more));
    return commandLine(new ErrorSentences(environment), commands);
  }

  private static CommandLine commandLine(ErrorSentences errors, List<?> commands) {
    CommandLine root = new CommandLine(new ProbestreamCommand());
    for (Object command : commands) {
      root.addSubcommand(command);
    }
    root.registerConverter(Duration.class, new SpanConverter());
    root.setCaseInsensitiveEnumValuesAllowed(true);
    root.setUsageHelpAutoWidth(true);
    root.setUsageHelpLongOptionsMaxWidth(34);
    root.setExecutionStrategy(errors::run);
    root.setExecutionExceptionHandler(errors);
    root.setParameterExceptionHandler(errors);
    return root;
  }
}
