package io.probestream.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets a command end cleanly on SIGINT and SIGTERM: its thread is interrupted, or asks {@link
 * #isRaised}, and the JVM waits until the command has cleaned up and said its last word. The exit
 * status is that of the signal, 130 or 143.
 */
public final class StopSignal implements AutoCloseable {
  private static final long GRACE_SECONDS = 5;

  /** Kafka and streams take longer to end than one thread. */
  private static final long POLLED_GRACE_SECONDS = 20;

  /** One for the process, since its exit waits for all that its command has to say. */
  private static final CountDownLatch COMMAND_ENDED = new CountDownLatch(1);

  private final Thread hook;
  private volatile boolean raised;

  private StopSignal(Runnable onStop, long graceSeconds) {
    this.hook = new Thread(() -> stop(onStop, graceSeconds), "stop-signal");
  }

  private void stop(Runnable onStop, long graceSeconds) {
    raised = true;
    onStop.run();
    try {
      // Nothing can be done about a command that does not end: the JVM goes on stopping.
      boolean ended = COMMAND_ENDED.await(graceSeconds, TimeUnit.SECONDS);
      assert ended || COMMAND_ENDED.getCount() == 1;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Interrupts the calling thread when the JVM is told to stop. */
  public static StopSignal forThisThread() {
    return calling(Thread.currentThread()::interrupt, GRACE_SECONDS);
  }

  /** Interrupts nobody: for commands that ask {@link #isRaised} often. */
  public static StopSignal polled() {
    return calling(() -> {}, POLLED_GRACE_SECONDS);
  }

  /**
   * Calls {@code onStop}, in a thread of its own, when the JVM is told to stop.
   *
   * @param graceSeconds how long the JVM waits afterwards
   */
  public static StopSignal calling(Runnable onStop, long graceSeconds) {
    StopSignal signal = new StopSignal(onStop, graceSeconds);
    Runtime.getRuntime().addShutdownHook(signal.hook);
    return signal;
  }

  /** Whether the JVM was told to stop. */
  public boolean isRaised() {
    return raised;
  }

  /** The command has nothing more to do or to say. */
  static void commandEnded() {
    COMMAND_ENDED.countDown();
  }

  /** The command has cleaned up: from now on a signal ends the JVM at once. */
  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      raised = true; // the JVM is stopping already, and the hook waits for commandEnded
    }
  }
}
