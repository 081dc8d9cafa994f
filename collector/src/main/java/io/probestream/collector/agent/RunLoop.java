package io.probestream.collector.agent;

import io.probestream.collector.capture.CaptureLoop;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Runs a collector until it is told to stop. A cycle that left lines behind is followed at once,
 * one that read all of them after {@link Collector#pauseMs} so that the next has a batch to read,
 * an empty one after a pause that doubles up to {@link #MAX_IDLE_MS}: what the ring buffer must
 * hold. Thread-safe.
 */
public final class RunLoop {
  private static final long MAX_IDLE_MS = 50;

  /** A read of a buffer that is known to hold something takes microseconds. */
  private static final long BLOCKED_MS = 2_000;

  private final CountDownLatch stop = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);

  /** Asks the running loop to end. */
  public void stop() {
    stop.countDown();
  }

  private void watch(Collector collector) {
    try {
      while (!ended.await(BLOCKED_MS / 4, TimeUnit.MILLISECONDS)) {
        collector.unblockAfter(BLOCKED_MS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Starts, runs and closes {@code collector}.
   *
   * @param maxMs ends by itself after that time; 0 for never
   */
  public void run(Collector collector, long maxMs) {
    long endNs = System.nanoTime() + maxMs * 1_000_000;
    Thread watch = new Thread(() -> watch(collector), "probestream-watch");
    watch.setDaemon(true);
    watch.start();
    try (collector) {
      collector.start();
      long idleMs = 0;
      while (maxMs == 0 || System.nanoTime() < endNs) {
        int work = collector.doWork();
        if (work >= CaptureLoop.READS_PER_CYCLE) {
          idleMs = 0;
        } else {
          long pauseMs = collector.pauseMs();
          idleMs = work > 0 ? pauseMs : Math.min(MAX_IDLE_MS, Math.max(pauseMs, idleMs * 2));
        }
        if (stop.await(idleMs, TimeUnit.MILLISECONDS)) {
          break;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // Closing went on; the caller sees the flag.
    } finally {
      ended.countDown();
    }
  }
}
