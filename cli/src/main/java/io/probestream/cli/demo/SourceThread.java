package io.probestream.cli.demo;

import io.probestream.cli.Failure;

/** Runs a source in the background and keeps what stopped it. Thread-safe. */
final class SourceThread {
  /** What runs; ends when interrupted. */
  interface Body {
    void run() throws InterruptedException;
  }

  private final Thread thread;
  private volatile RuntimeException failure;

  SourceThread(String name, Body body) {
    this.thread = new Thread(() -> run(body), name);
    thread.setDaemon(true);
  }

  private void run(Body body) {
    try {
      body.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // that is how it ends
    } catch (RuntimeException e) {
      failure = e;
    }
  }

  void start() {
    thread.start();
  }

  void check() {
    RuntimeException e = failure;
    if (e != null) {
      throw new Failure(e.getMessage() == null ? e.toString() : e.getMessage(), e);
    }
  }

  /** Whether the body ran to its end, or failed. */
  boolean isEnded() {
    return thread.getState() == Thread.State.TERMINATED;
  }

  void interrupt() {
    thread.interrupt();
  }

  /** Waits for the end; a second interrupt gives up. Returns whether it has come. */
  boolean join(long timeoutMs) {
    try {
      thread.join(timeoutMs);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return !thread.isAlive();
  }
}
