package io.probestream.streams.topology;

import io.probestream.schemas.Json;
import io.probestream.schemas.raw.AlertRules;
import io.probestream.schemas.raw.RawMeta;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes alert rules into the raw partitions that this instance works on: those of its file where
 * the log has others, from a window a little in the future on; and again every minute those that
 * count, so that a run over a stretch of the log finds them as it finds the hosts' statuses.
 *
 * <p>Each content of the file is put into a partition once: where another instance has another
 * file, the last one to start or to change counts, and people are told.
 */
final class RulesWriter implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(RulesWriter.class);

  /** More than a record takes to arrive, or is given up: no host has come that far by then. */
  static final long AHEAD_MS = 10_000;

  private static final long AGAIN_MS = 60_000;

  private final Producer<byte[], byte[]> producer;
  private final String rawTopic;
  private final Supplier<Set<Integer>> ownPartitions;
  private final RulesInForce inForce;
  private final RulesFile file;
  private final long windowMs;
  private final Clock clock;
  private final Consumer<String> notices;
  private final Map<Integer, Written> written = new HashMap<>();
  private final Map<Integer, Long> againMs = new HashMap<>();
  private final AtomicLong failed = new AtomicLong();

  /** The last set of the file that was put into a partition, and whether it was read back. */
  private record Written(String ruleSet, long atMs, boolean seen, String disputed) {}

  /**
   * @param file null for an instance without rules of its own
   * @param notices takes sentences for people
   */
  RulesWriter(
      Producer<byte[], byte[]> producer,
      String rawTopic,
      Supplier<Set<Integer>> ownPartitions,
      RulesInForce inForce,
      RulesFile file,
      long windowMs,
      Clock clock,
      Consumer<String> notices) {
    this.producer = producer;
    this.rawTopic = rawTopic;
    this.ownPartitions = ownPartitions;
    this.inForce = inForce;
    this.file = file;
    this.windowMs = windowMs;
    this.clock = clock;
    this.notices = notices;
  }

  /** Looks at file and partitions; never throws, so that it can be scheduled. */
  @Override
  public void run() {
    try {
      RulesFile.Content mine = file == null ? null : file.current(this::refused);
      Set<Integer> own = ownPartitions.get();
      written.keySet().retainAll(own);
      long nowMs = clock.millis();
      for (int partition : own) {
        RulesInForce.Told told = inForce.of(partition);
        if (told != null) {
          look(partition, told, mine, nowMs);
        }
      }
    } catch (RuntimeException e) {
      failed(e);
    }
  }

  private void refused(String why) {
    notices.accept(why + "; the rules of before go on");
  }

  private void look(int partition, RulesInForce.Told told, RulesFile.Content mine, long nowMs) {
    AlertRules known = told.rules();
    if (mine == null || (known != null && known.ruleSet().equals(mine.ruleSet()))) {
      if (mine != null) {
        written.put(partition, new Written(mine.ruleSet(), nowMs, true, ""));
      }
      long lastMs = Math.max(told.toldMs(), againMs.getOrDefault(partition, Long.MIN_VALUE));
      if (known != null && nowMs - lastMs >= AGAIN_MS) {
        againMs.put(partition, nowMs);
        write(partition, known, nowMs);
      }
      return;
    }
    Written before = written.get(partition);
    if (before == null || !before.ruleSet().equals(mine.ruleSet())) {
      // The same moment in all partitions that are looked at together.
      long fromMs = (Math.floorDiv(nowMs + AHEAD_MS, windowMs) + 1) * windowMs;
      fromMs = known == null ? fromMs : Math.max(fromMs, known.ruleSetFromMs() + windowMs);
      write(partition, mine.from(fromMs), nowMs);
      written.put(partition, new Written(mine.ruleSet(), nowMs, false, ""));
    } else if (!before.seen() && nowMs - before.atMs() >= AHEAD_MS) {
      written.remove(partition); // it did not arrive
    } else if (before.seen() && !before.disputed().equals(known.ruleSet())) {
      written.put(partition, new Written(mine.ruleSet(), before.atMs(), true, known.ruleSet()));
      notices.accept(
          "rules "
              + known.ruleSet()
              + " of another instance count in partition "
              + partition
              + " of "
              + rawTopic
              + " from "
              + known.ruleSetFromMs()
              + " on; this instance's file has "
              + mine.ruleSet()
              + ": give all instances the same file");
    }
  }

  private void write(int partition, AlertRules rules, long nowMs) {
    var unused =
        producer.send(
            new ProducerRecord<>(
                rawTopic, partition, nowMs, null, Json.bytes(rules), RawMeta.rules().toHeaders()),
            (metadata, e) -> {
              if (e != null) {
                failed(e);
              }
            });
  }

  private void failed(Exception e) {
    long count = failed.incrementAndGet();
    if (Long.bitCount(count) == 1) {
      LOG.warn(
          "alert rules could not be written to {} {} times so far: {}; it is tried again",
          rawTopic,
          count,
          e instanceof KafkaException ? e.getMessage() : e.toString());
    }
  }
}
