package io.probestream.cli;

/**
 * A failure that a command reports in one sentence: what happened, where, and what to try. The
 * command then exits with status 1.
 */
public final class Failure extends RuntimeException {
  public Failure(String sentence) {
    super(sentence);
  }

  public Failure(String sentence, Throwable cause) {
    super(sentence, cause);
  }
}
