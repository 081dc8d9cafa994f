package io.probestream.collector;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** Why collecting is not possible: what happened, where, and what to try, in one sentence. */
public final class CollectorException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public CollectorException(String sentence) {
    super(sentence);
  }

  public CollectorException(String sentence, Throwable cause) {
    super(sentence, cause);
  }

  /** {@code WHAT: REASON; ADVICE}, with the reason that the kernel gave. */
  public static CollectorException of(String what, IOException e, String advice) {
    return new CollectorException(what + ": " + reason(e) + "; " + advice, e);
  }

  /** The reason alone; exceptions of java.nio.file often print only the path. */
  public static String reason(IOException e) {
    if (e instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (e instanceof NoSuchFileException) {
      return "no such file or directory";
    }
    if (e instanceof FileSystemException f && f.getReason() != null) {
      return f.getReason();
    }
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }
}
