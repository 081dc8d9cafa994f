package io.probestream.streams.topology;

import java.time.Duration;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ProcessorContext;

/**
 * How often a task commits. A commit writes the state of each host that spoke since the last one,
 * and waits for the broker: whoever keeps up pays that for fresh results, whoever has old records
 * to work off commits {@link #BEHIND} times less often.
 */
final class CommitPace {
  /** So many times the interval passes between commits behind the newest records. */
  static final int BEHIND = 5;

  /** Records older than this are worked off, and nobody waits for them. */
  private static final long BEHIND_MS = 10_000;

  private CommitPace() {}

  /** Requests commits while the task keeps up; Kafka Streams' own interval is the longer one. */
  static void keep(ProcessorContext<?, ?> context, long intervalMs) {
    context.schedule(
        Duration.ofMillis(intervalMs),
        PunctuationType.WALL_CLOCK_TIME,
        nowMs -> {
          if (nowMs - context.currentStreamTimeMs() < BEHIND_MS) {
            context.commit();
          }
        });
  }
}
