package io.probestream.cli.top;

import io.probestream.cli.Failure;
import io.probestream.cli.top.TopState.Question;

/**
 * Asks again and again, in a thread of its own, so that keys are answered while the API is slow.
 * Thread-safe.
 */
final class TopPoller implements AutoCloseable {
  private final TopFetcher fetcher;
  private final long intervalMs;
  private final Thread thread = new Thread(this::run, "top-poller");

  private Question question;
  private int columns;
  private boolean held;
  private boolean changed;
  private volatile Shown shown = new Shown(null, null);

  /** The newest answer, null before the first, and why the last question had none. */
  record Shown(TopData data, String trouble) {}

  TopPoller(TopFetcher fetcher, long intervalMs) {
    this.fetcher = fetcher;
    this.intervalMs = intervalMs;
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  Shown shown() {
    return shown;
  }

  /** What to ask from now on; at once if it is another question. */
  synchronized void ask(Question next, int chartColumns, boolean isHeld) {
    changed |= !next.equals(question) || chartColumns != columns || (held && !isHeld);
    question = next;
    columns = chartColumns;
    held = isHeld;
    if (changed) {
      notifyAll();
    }
  }

  private void run() {
    try {
      while (true) {
        Question asked;
        int room;
        synchronized (this) {
          asked = question;
          room = columns;
          changed = false;
        }
        if (asked != null) {
          fetch(asked, room);
        }
        await();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // closed
    }
  }

  private void fetch(Question asked, int room) throws InterruptedException {
    try {
      shown = new Shown(fetcher.fetch(asked, room), null);
    } catch (Failure e) {
      shown = new Shown(shown.data(), e.getMessage());
    }
  }

  private synchronized void await() throws InterruptedException {
    long endNs = System.nanoTime() + intervalMs * 1_000_000;
    while (!changed) {
      long leftMs = (endNs - System.nanoTime()) / 1_000_000;
      if (leftMs <= 0 && !held) {
        return;
      }
      wait(held ? 0 : leftMs);
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
