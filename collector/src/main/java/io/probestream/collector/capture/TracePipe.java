package io.probestream.collector.capture;

import io.probestream.collector.CollectorException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ReadableByteChannel;

/**
 * A consuming reader of an instance or of one of its CPUs. A read blocks if somebody else clears
 * the buffer between the look at it and the read; another thread can see that and end it. One
 * thread reads; {@link #blockedMs} and {@link #unblock} are for others.
 */
public final class TracePipe implements AutoCloseable {
  /** Opens the pipe anew. */
  @FunctionalInterface
  public interface Opener {
    ReadableByteChannel open() throws IOException;
  }

  /** {@link #read} answers this after it was unblocked. */
  static final int UNBLOCKED = -2;

  private static final int OPEN_TRIES = 100;

  private final String name;
  private final Opener opener;
  private final Clocks clocks;
  private volatile ReadableByteChannel channel;
  private volatile long readingSinceMs = Long.MAX_VALUE;
  private boolean closed;

  /**
   * A pipe that is not open yet.
   *
   * @param name for messages, such as {@code trace_pipe}
   */
  public TracePipe(String name, Opener opener, Clocks clocks) {
    this.name = name;
    this.opener = opener;
    this.clocks = clocks;
  }

  /**
   * Opens it; while the reader before has not quite gone, the kernel answers EBUSY.
   *
   * @throws CollectorException if somebody else reads it
   */
  public void open() {
    for (int i = 1; ; i++) {
      try {
        channel = opener.open();
        return;
      } catch (IOException e) {
        if (i == OPEN_TRIES) {
          throw CollectorException.of("cannot open " + name, e, "does somebody else read it?");
        }
        pause();
      }
    }
  }

  private void pause() {
    try {
      Thread.sleep(10);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CollectorException("interrupted while opening " + name, e);
    }
  }

  /** Reads what is there: bytes, -1 at the end, or {@link #UNBLOCKED}; then it is open anew. */
  int read(ByteBuffer into) {
    readingSinceMs = clocks.monotonicMs();
    try {
      return channel.read(into);
    } catch (ClosedChannelException e) {
      // Also its subclass AsynchronousCloseException: unblock() closed it.
      open();
      return UNBLOCKED;
    } catch (IOException e) {
      throw CollectorException.of(
          "cannot read " + name, e, "was the tracefs instance removed by somebody else?");
    } finally {
      readingSinceMs = Long.MAX_VALUE;
    }
  }

  /** How long the running read has taken, in milliseconds; 0 if none runs. */
  public long blockedMs() {
    return Math.max(0, clocks.monotonicMs() - readingSinceMs);
  }

  /** Ends a blocked read. */
  public void unblock() {
    try {
      channel.close();
    } catch (IOException e) {
      throw CollectorException.of("cannot close " + name, e, "try again");
    }
  }

  @Override
  public void close() {
    if (!closed && channel != null) {
      closed = true;
      unblock();
    }
  }
}
