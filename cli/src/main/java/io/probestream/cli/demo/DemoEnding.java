package io.probestream.cli.demo;

import io.probestream.cli.results.TopicTail;
import java.time.Clock;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Ends a source and reads on until the results have said the final word on its sessions: the line
 * law stands there. That takes a tick or two and a commit. For one thread.
 */
final class DemoEnding {
  private static final Duration POLL = Duration.ofMillis(100);

  /**
   * For somebody who has pressed Ctrl-C: behind it the JVM waits only {@code StopSignal}'s time.
   */
  private static final long CUT_PATIENCE_MS = 8_000;

  /** The last records of other topics come in the same transaction, but with later polls. */
  private static final int QUIET_POLLS = 3;

  private final DemoSource source;
  private final TopicTail tail;
  private final DemoResults results;
  private final Runnable onPoll;
  private final Consumer<String> notices;
  private final Clock clock;

  /**
   * @param onPoll called some ten times a second
   */
  DemoEnding(
      DemoSource source,
      TopicTail tail,
      DemoResults results,
      Runnable onPoll,
      Consumer<String> notices,
      Clock clock) {
    this.source = source;
    this.tail = tail;
    this.results = results;
    this.onPoll = onPoll;
    this.notices = notices;
    this.clock = clock;
  }

  /**
   * Lets the source finish, or, once {@code cut} says so, ends it in the middle.
   *
   * @param patienceMs after which a notice says that something is missing
   */
  void await(BooleanSupplier cut, long patienceMs) {
    source.finish();
    boolean isCut = false;
    long untilMs = clock.millis() + patienceMs;
    while (!isComplete()) {
      if (!isCut && cut.getAsBoolean()) {
        isCut = true;
        source.close();
        untilMs = clock.millis() + Math.min(CUT_PATIENCE_MS, patienceMs);
      } else if (clock.millis() >= untilMs) {
        notices.accept(
            "the source's sessions were not accounted for in time: the last windows and the line"
                + " law may be missing; --patience gives a slow machine longer");
        break;
      }
      poll();
    }
    source.close();
    source.check();
    int quiet = 0;
    while (quiet < QUIET_POLLS && clock.millis() < untilMs) {
      quiet = poll() == 0 ? quiet + 1 : 0;
    }
  }

  private boolean isComplete() {
    return source.isFinished() && results.hasClosed(source.closedSessions());
  }

  private int poll() {
    int count = tail.poll(POLL, results::take);
    source.check();
    onPoll.run();
    return count;
  }
}
