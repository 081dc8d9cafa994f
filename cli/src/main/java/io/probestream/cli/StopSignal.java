package io.probestream.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets a command end cleanly on SIGINT and SIGTERM: its thread is interrupted, and the JVM waits a
 * moment for {@link #close}.
 */
public final class StopSignal implements AutoCloseable {
  private static final long GRACE_SECONDS = 5;

  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread hook;

  private StopSignal(Thread worker) {
    this.hook =
        new Thread(
            () -> {
              worker.interrupt();
              try {
                // Nothing can be done about a command that does not end: the JVM goes on stopping.
                boolean ended = closed.await(GRACE_SECONDS, TimeUnit.SECONDS);
                assert ended || closed.getCount() == 1;
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            "stop-signal");
  }

  /** Interrupts the calling thread when the JVM is told to stop. */
  public static StopSignal forThisThread() {
    StopSignal signal = new StopSignal(Thread.currentThread());
    Runtime.getRuntime().addShutdownHook(signal.hook);
    return signal;
  }

  /** The command has cleaned up. */
  @Override
  public void close() {
    closed.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The JVM is stopping already, and the hook runs: that is what it is for.
      Thread.currentThread().interrupt();
    }
  }
}
