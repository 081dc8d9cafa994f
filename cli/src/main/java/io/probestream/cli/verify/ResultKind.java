package io.probestream.cli.verify;

import io.probestream.schemas.Topics;
import java.util.function.Function;

/** The topics that are compared. */
enum ResultKind {
  RATES(Topics::rates, true),
  LATENCY(Topics::latency, true),
  MISSED(Topics::missed, true),
  REJECTS(Topics::rejects, true),
  FLEET_RATES(Topics::fleetRates, false),
  FLEET_LATENCY(Topics::fleetLatency, false),
  FLEET_MISSED(Topics::fleetMissed, false);

  private final String title;
  private final boolean ofHost;

  ResultKind(Function<Topics, String> topic, boolean ofHost) {
    this.title = topic.apply(new Topics(""));
    this.ofHost = ofHost;
  }

  String topic(Topics topics) {
    return topics.prefix() + title;
  }

  /** The topic without its prefix. */
  String title() {
    return title;
  }

  /** Whether all records of a key count, in order; else the last one of each window. */
  boolean isOfHost() {
    return ofHost;
  }
}
