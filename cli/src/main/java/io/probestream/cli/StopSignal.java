package io.probestream.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets a command end cleanly on SIGINT and SIGTERM: its thread is interrupted or asks {@link
 * #isRaised}, and the JVM waits a moment for {@link #close}.
 */
public final class StopSignal implements AutoCloseable {
  private static final long GRACE_SECONDS = 5;

  /** Kafka and streams take longer to end than one thread. */
  private static final long POLLED_GRACE_SECONDS = 20;

  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread hook;
  private volatile boolean raised;

  private StopSignal(Runnable onStop, long graceSeconds) {
    this.hook =
        new Thread(
            () -> {
              raised = true;
              onStop.run();
              try {
                // Nothing can be done about a command that does not end: the JVM goes on stopping.
                boolean ended = closed.await(graceSeconds, TimeUnit.SECONDS);
                assert ended || closed.getCount() == 1;
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            "stop-signal");
  }

  /** Interrupts the calling thread when the JVM is told to stop. */
  public static StopSignal forThisThread() {
    Thread worker = Thread.currentThread();
    return registered(new StopSignal(worker::interrupt, GRACE_SECONDS));
  }

  /** Interrupts nobody: for commands that ask {@link #isRaised} often. */
  public static StopSignal polled() {
    return registered(new StopSignal(() -> {}, POLLED_GRACE_SECONDS));
  }

  private static StopSignal registered(StopSignal signal) {
    Runtime.getRuntime().addShutdownHook(signal.hook);
    return signal;
  }

  /** Whether the JVM was told to stop. */
  public boolean isRaised() {
    return raised;
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
