package io.probestream.cli;

import java.time.Duration;
import java.util.Map;
import picocli.CommandLine;

/** Entry point of the executable. */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    System.exit(commandLine(System.getenv()).execute(args));
  }

  /**
   * The whole command line, ready to execute; {@code environment} is asked for the debug switch.
   */
  public static CommandLine commandLine(Map<String, String> environment) {
    CommandLine root = new CommandLine(new ProbestreamCommand());
    root.registerConverter(Duration.class, new SpanConverter());
    root.setCaseInsensitiveEnumValuesAllowed(true);
    root.setUsageHelpAutoWidth(true);
    root.setUsageHelpLongOptionsMaxWidth(34);
    ErrorSentences errors = new ErrorSentences(environment);
    root.setExecutionExceptionHandler(errors);
    root.setParameterExceptionHandler(errors);
    return root;
  }
}
