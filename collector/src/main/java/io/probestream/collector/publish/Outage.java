package io.probestream.collector.publish;

import io.probestream.collector.Notices;
import java.util.function.LongSupplier;

/** Says once that Kafka does not take records, and once that it does again. Thread-safe. */
final class Outage {
  private static final long QUIET_NS = 5_000_000_000L;

  private final String brokers;
  private final String topic;
  private final Notices notices;
  private final LongSupplier monotonicNs;
  private long lastProgressNs;
  private boolean waiting;
  private boolean down;
  private boolean lossSaid;
  private String reason = "no answer";

  Outage(String brokers, String topic, Notices notices, LongSupplier monotonicNs) {
    this.monotonicNs = monotonicNs;
    this.brokers = brokers;
    this.topic = topic;
    this.notices = notices;
  }

  /** A record is about to wait for Kafka. */
  synchronized void onSend() {
    if (!waiting) {
      waiting = true;
      lastProgressNs = monotonicNs.getAsLong();
    }
  }

  /** Called now and then. */
  synchronized void check(boolean holding) {
    waiting &= holding;
    long silentNs = monotonicNs.getAsLong() - lastProgressNs;
    if (waiting && !down && silentNs > QUIET_NS) {
      down = true;
      notices.say(
          "Kafka at "
              + brokers
              + " takes no records for topic "
              + topic
              + " ("
              + reason
              + "); still trying. Is it up, and does the topic exist (probestream stream creates"
              + " it)? Meanwhile the kernel's ring buffer overwrites and counts what is not read.");
    }
  }

  synchronized void onFailure(String why) {
    reason = why;
  }

  synchronized void onDelivered() {
    long silentNs = monotonicNs.getAsLong() - lastProgressNs;
    lastProgressNs = monotonicNs.getAsLong();
    if (down) {
      down = false;
      reason = "no answer";
      notices.say("Kafka takes records again after " + silentNs / 1_000_000_000L + " s.");
    }
  }

  /** A record that Kafka refused for good. */
  synchronized void onLost(String why) {
    lastProgressNs = monotonicNs.getAsLong();
    if (!lossSaid) {
      lossSaid = true;
      notices.say(
          "Kafka refused a record ("
              + why
              + "); its lines are lost, and so may be later ones, which the results will show as"
              + " transportLost. This is said once.");
    }
  }
}
