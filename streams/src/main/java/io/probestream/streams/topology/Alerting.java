package io.probestream.streams.topology;

import io.probestream.schemas.raw.AlertRules;
import java.util.concurrent.atomic.LongAdder;

/**
 * Which alert rules count.
 *
 * @param fixed from the beginning on, whatever the log says; null for those of the log
 * @param inForce is told the log's rules as they are read
 * @param judged counts how often an owner was judged
 */
record Alerting(AlertRules fixed, RulesInForce inForce, LongAdder judged) {
  /** These rules from the beginning on; null for those that the log tells. */
  static Alerting by(AlertRules fixed) {
    return new Alerting(fixed, new RulesInForce(), new LongAdder());
  }

  /** The rules that the log tells. */
  static Alerting byTheLog() {
    return by(null);
  }
}
