package io.probestream.cli.alertsend;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;

/** At most so many requests within any minute. What waits is told later, in one. */
final class PostRate {
  private static final long MINUTE_NS = TimeUnit.MINUTES.toNanos(1);

  private final int perMinute;
  private final Deque<Long> lastNs = new ArrayDeque<>();

  /**
   * @param perMinute 0 for no limit
   */
  PostRate(int perMinute) {
    this.perMinute = perMinute;
  }

  boolean isFree(Now now) {
    while (!lastNs.isEmpty() && now.ns() - lastNs.peek() >= MINUTE_NS) {
      lastNs.remove();
    }
    return perMinute == 0 || lastNs.size() < perMinute;
  }

  void posted(Now now) {
    if (perMinute > 0) {
      lastNs.add(now.ns());
    }
  }
}
