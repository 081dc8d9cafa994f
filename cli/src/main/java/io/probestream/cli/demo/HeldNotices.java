package io.probestream.cli.demo;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/**
 * Notices for people. Where the screen owns the terminal they would stand in the middle of it until
 * it is drawn again, so they are held until it is closed: the last {@value #MAX_HELD}. Thread-safe.
 */
final class HeldNotices implements AutoCloseable {
  private static final int MAX_HELD = 20;

  private final Consumer<String> notices;
  private final Deque<String> held = new ArrayDeque<>();
  private boolean holding;
  private long dropped;

  HeldNotices(Consumer<String> notices, boolean holding) {
    this.notices = notices;
    this.holding = holding;
  }

  synchronized void say(String sentence) {
    if (!holding) {
      notices.accept(sentence);
      return;
    }
    held.add(sentence);
    if (held.size() > MAX_HELD) {
      held.remove();
      dropped++;
    }
  }

  @Override
  public synchronized void close() {
    holding = false;
    if (dropped > 0) {
      notices.accept(dropped + " notices before these are not shown");
    }
    held.forEach(notices);
    held.clear();
    dropped = 0;
  }
}
