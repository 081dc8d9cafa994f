package io.probestream.collector.agent;

/** Runs every step of an end, and keeps the first failure for afterwards. */
final class Steps {
  private RuntimeException first;

  void run(Runnable step) {
    try {
      step.run();
    } catch (RuntimeException e) {
      if (first == null) {
        first = e;
      } else {
        first.addSuppressed(e);
      }
    }
  }

  boolean failed() {
    return first != null;
  }

  void throwFirst() {
    if (first != null) {
      throw first;
    }
  }

  /** Waits for the kernel or the sink; an interrupt ends the wait and stays set. */
  static void pause(long ms) {
    try {
      Thread.sleep(ms);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
