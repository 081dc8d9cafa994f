package io.probestream.streams.topology;

/** The application cannot go on; the message is one sentence for a person. */
public final class StreamFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public StreamFailure(String sentence, Throwable cause) {
    super(sentence, cause);
  }
}
