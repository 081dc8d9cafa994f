package io.probestream.cli;

import io.probestream.schemas.config.ConfigException;
import java.io.PrintWriter;
import java.nio.charset.Charset;
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

/** Turns whatever a command or a thread throws into one sentence on stderr and an exit status. */
final class ErrorSentences
    implements IExecutionExceptionHandler,
        IParameterExceptionHandler,
        Thread.UncaughtExceptionHandler {
  /** Set to 1 to see stack traces. */
  static final String DEBUG = "PROBESTREAM_DEBUG";

  private final boolean debug;

  ErrorSentences(Map<String, String> environment) {
    this.debug = "1".equals(environment.get(DEBUG));
  }

  /** Runs a command; its help, too, may find that stdout takes nothing. */
  int run(ParseResult parsed) {
    try {
      return new CommandLine.RunLast().execute(parsed);
    } catch (Stdout.Ended e) {
      return stdoutEnded(e);
    }
  }

  @Override
  public int handleExecutionException(Exception e, CommandLine command, ParseResult parsed) {
    if (e instanceof InterruptedException) {
      Thread.currentThread().interrupt();
    }
    if (e instanceof Stdout.Ended ended) {
      return stdoutEnded(ended);
    }
    report(command.getErr(), e, sentence(e));
    return isUsage(e) ? ExitCode.USAGE : ExitCode.SOFTWARE;
  }

  /** A reader that has seen enough is no failure to tell about; a full disk is. */
  int stdoutEnded(Stdout.Ended e) {
    if (e.isBrokenPipe()) {
      return Stdout.BROKEN_PIPE_STATUS;
    }
    report(stderr(), e, e.getMessage());
    return ExitCode.SOFTWARE;
  }

  /** The JVM would print a stack trace. Who waits for the thread learns of its end by itself. */
  @Override
  public void uncaughtException(Thread thread, Throwable e) {
    if (thread.getName().contains("-StreamThread-")) {
      return; // the streams application has its own policy, which has spoken
    }
    report(stderr(), e, "thread '" + thread.getName() + "' failed: " + sentence(e));
  }

  @Override
  public int handleParseException(ParameterException e, String[] args) {
    CommandLine command = e.getCommandLine();
    PrintWriter err = command.getErr();
    report(err, e, firstLine(e.getMessage()));
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

  /** Outside of a command. */
  private static PrintWriter stderr() {
    return new PrintWriter(System.err, true, Charset.defaultCharset());
  }

  private void report(PrintWriter err, Throwable e, String sentence) {
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
