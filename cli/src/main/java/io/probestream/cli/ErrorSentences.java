package io.probestream.cli;

import io.probestream.schemas.config.ConfigException;
import java.io.PrintWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns whatever a command throws into one sentence on stderr and an exit status. */
final class ErrorSentences implements IExecutionExceptionHandler, IParameterExceptionHandler {
  /** Set to 1 to see stack traces. */
  static final String DEBUG = "PROBESTREAM_DEBUG";

  private final boolean debug;

  ErrorSentences(Map<String, String> environment) {
    this.debug = "1".equals(environment.get(DEBUG));
  }

  @Override
  public int handleExecutionException(Exception e, CommandLine command, ParseResult parsed) {
    if (e instanceof InterruptedException) {
      Thread.currentThread().interrupt();
    }
    report(command, e, sentence(e));
    return isUsage(e) ? ExitCode.USAGE : ExitCode.SOFTWARE;
  }

  @Override
  public int handleParseException(ParameterException e, String[] args) {
    CommandLine command = e.getCommandLine();
    report(command, e, firstLine(e.getMessage()));
    PrintWriter err = command.getErr();
    if (e instanceof UnmatchedArgumentException) {
      UnmatchedArgumentException.printSuggestions(e, err);
    }
    err.println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
    return ExitCode.USAGE;
  }

  /** A setting on the command line is usage, one in a file or the environment is not. */
  private static boolean isUsage(Exception e) {
    return e instanceof ConfigException
        && (e.getMessage().startsWith("command line") || e.getMessage().startsWith("setting "));
  }

  private void report(CommandLine command, Exception e, String sentence) {
    PrintWriter err = command.getErr();
    err.println("probestream: " + sentence);
    if (debug) {
      e.printStackTrace(err);
    }
    err.flush();
  }

  /**
   * One sentence for {@code e}; the classes whose message is only a path get their meaning back.
   */
  static String sentence(Throwable e) {
    String message = e.getMessage();
    if (e instanceof NoSuchFileException) {
      return "no such file or directory: " + message;
    }
    if (e instanceof AccessDeniedException) {
      return "permission denied: " + message;
    }
    if (e instanceof NotDirectoryException) {
      return "not a directory: " + message;
    }
    if (e instanceof FileAlreadyExistsException) {
      return "file exists already: " + message;
    }
    if (e instanceof InterruptedException) {
      return "interrupted";
    }
    if (message == null || message.isBlank() || e instanceof NullPointerException) {
      return "internal error ("
          + e.getClass().getSimpleName()
          + "); run again with "
          + DEBUG
          + "=1 to see where";
    }
    return firstLine(message);
  }

  private static String firstLine(String message) {
    return message == null ? "wrong usage" : message.lines().findFirst().orElse("wrong usage");
  }
}
