package io.probestream.cli.broker;

import io.probestream.cli.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.common.utils.Exit;

/**
 * Keeps this JVM alive when a broker in it gives up: Kafka would halt the whole process without
 * another word (ReplicaManager's handler of failed log directories,
 * ProcessTerminatingFaultHandler), and whoever has probes and directories to take away would not
 * get to it. Instead Kafka's thread stops for good, {@link #check} says what happened, and who
 * waits for the start is interrupted. The broker must not be shut down then, it would wait for that
 * thread; it ends with the process. Thread-safe; one at a time per JVM.
 */
public final class BrokerGuard implements AutoCloseable {
  /** With less, a broker cannot roll its segments and indexes. */
  private static final long FULL_BYTES = 16L << 20;

  private final Path directory;
  private Thread starting;
  private final String remedy;
  private final AtomicReference<String> ended = new AtomicReference<>();

  /**
   * A guard for the broker in {@code directory}, which the calling thread is about to start.
   *
   * @param remedy what to try where the disk is full
   */
  public BrokerGuard(Path directory, String remedy) {
    this.directory = directory;
    this.starting = Thread.currentThread();
    this.remedy = remedy;
  }

  /** From now on. */
  public void install() {
    Exit.setHaltProcedure(this::end);
    Exit.setExitProcedure(this::end);
  }

  void end(int status, String message) {
    if (ended.compareAndSet(null, reason())) {
      interruptStart();
    }
    while (true) {
      LockSupport.park(this); // Kafka counts on not coming back
    }
  }

  private synchronized void interruptStart() {
    if (starting != null) {
      starting.interrupt();
    }
  }

  /**
   * The start is over: nobody is interrupted any more.
   *
   * @throws Failure if the broker gave up
   */
  public synchronized void started() {
    starting = null;
    check();
  }

  private String reason() {
    String what = "Kafka gave up on its directory " + directory;
    try {
      long freeBytes = Files.getFileStore(directory).getUsableSpace();
      if (freeBytes < FULL_BYTES) {
        return what + ": only " + freeBytes / 1024 + " KiB are free on that disk; " + remedy;
      }
    } catch (IOException e) {
      return what + ": " + e.getMessage() + "; " + remedy;
    }
    return what + "; PROBESTREAM_KAFKA_LOG=WARN shows why";
  }

  /** Whether Kafka wanted to end the process. */
  public boolean hasEnded() {
    return ended.get() != null;
  }

  /**
   * Returns while all is well; a pending interrupt has served its purpose otherwise.
   *
   * @throws Failure if the broker gave up
   */
  public synchronized void check() {
    String reason = ended.get();
    if (reason != null) {
      starting = null;
      var unused = Thread.interrupted();
      throw new Failure(reason);
    }
  }

  /** Kafka may end the process again; not where it has tried already. */
  @Override
  public void close() {
    if (!hasEnded()) {
      Exit.resetHaltProcedure();
      Exit.resetExitProcedure();
    }
  }
}
