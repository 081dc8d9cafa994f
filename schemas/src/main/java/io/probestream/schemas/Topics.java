package io.probestream.schemas;

import java.util.List;

/** The topic names under one prefix. */
public record Topics(String prefix) {
  public static final String DEFAULT_PREFIX = "probestream.";

  public Topics {
    Checks.present(prefix, "topic prefix");
    Checks.check(
        prefix.matches("[A-Za-z0-9._-]{0,200}"),
        "topic prefix '" + prefix + "' may hold only letters, digits, '.', '_' and '-'");
  }

  public static Topics standard() {
    return new Topics(DEFAULT_PREFIX);
  }

  /** Raw trace lines, counters, status and ticks; key: host. */
  public String raw() {
    return prefix + "raw";
  }

  /** {@code host/probe} to {@link io.probestream.schemas.window.RateWindow}. */
  public String rates() {
    return prefix + "rates";
  }

  /** {@code host/function} to {@link io.probestream.schemas.window.LatencyWindow}. */
  public String latency() {
    return prefix + "latency";
  }

  /** {@code host/probe} to {@link io.probestream.schemas.window.MissedWindow}. */
  public String missed() {
    return prefix + "missed";
  }

  public String fleetRates() {
    return prefix + "fleet.rates";
  }

  public String fleetLatency() {
    return prefix + "fleet.latency";
  }

  public String fleetMissed() {
    return prefix + "fleet.missed";
  }

  /** Lines and records that could not be used; key: host. */
  public String rejects() {
    return prefix + "rejects";
  }

  /** Alerts by fingerprint, compacted. */
  public String alerts() {
    return prefix + "alerts";
  }

  /** What each receiver was told of an alert, by {@code receiver/fingerprint}; compacted. */
  public String alertsSent() {
    return prefix + "alerts.sent";
  }

  /** Alerts that a receiver refused for good, by fingerprint, with the reason in headers. */
  public String alertsDead() {
    return prefix + "alerts.dead";
  }

  /** What the streams application writes, rejects last. */
  public List<String> results() {
    return List.of(
        rates(),
        latency(),
        missed(),
        fleetRates(),
        fleetLatency(),
        fleetMissed(),
        alerts(),
        rejects());
  }

  /** Every topic, the raw one first. */
  public List<String> all() {
    return List.of(
        raw(),
        rates(),
        latency(),
        missed(),
        fleetRates(),
        fleetLatency(),
        fleetMissed(),
        rejects(),
        alerts(),
        alertsSent(),
        alertsDead());
  }
}
