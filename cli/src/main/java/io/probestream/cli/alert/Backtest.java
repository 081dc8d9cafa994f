package io.probestream.cli.alert;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.probestream.schemas.raw.Counters;
import io.probestream.schemas.raw.Status;
import io.probestream.schemas.window.LatencyWindow;
import io.probestream.schemas.window.MissedWindow;
import io.probestream.schemas.window.RateWindow;
import io.probestream.streams.alert.AlertSink;
import io.probestream.streams.alert.Evaluator;
import io.probestream.streams.alert.HeapAlertStore;
import io.probestream.streams.alert.HostSilence;
import io.probestream.streams.alert.RuleSet;
import io.probestream.streams.alert.Scope;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;

/**
 * The evaluators of all owners over windows of the past: those of the streams application, in the
 * heap. Not thread-safe.
 */
final class Backtest {
  private final RuleSet rules;
  private final long windowMs;
  private final AlertSink out;
  private final TreeMap<String, Evaluator> hosts = new TreeMap<>();
  private final Evaluator[] fleet;
  private final Set<String> fleetLabels;
  private long firstMs = Long.MAX_VALUE;

  /**
   * @param fleetPartitions over which the fleet's names are spread
   */
  Backtest(RuleSet rules, long windowMs, int fleetPartitions, AlertSink out) {
    this.rules = rules;
    this.windowMs = windowMs;
    this.out = out;
    fleetLabels = rules.fleetLabels();
    boolean wanted = rules.rules().stream().anyMatch(r -> r.watch().scope() == Scope.FLEET);
    fleet = new Evaluator[wanted ? fleetPartitions : 0];
    for (int p = 0; p < fleet.length; p++) {
      fleet[p] = Evaluator.ofFleet(p, rules, 0, windowMs, new HeapAlertStore());
    }
  }

  /** The labels of hosts that rules of the fleet name. */
  Set<String> fleetLabels() {
    return fleetLabels;
  }

  /** Whether any rule looks at the fleet. */
  boolean wantsFleet() {
    return fleet.length > 0;
  }

  void status(String session, Status status) {
    host(status.host()).status(session, status);
  }

  /**
   * Labels of a host whose first window begins then: all that is taken of a later status, but for
   * the start of a session that began in that window.
   */
  void labels(String host, long firstMs, Status told) {
    boolean isFirst = Math.floorDiv(told.startMs(), windowMs) * windowMs == firstMs;
    Status status =
        new Status(
            host,
            isFirst ? told.startMs() : firstMs - 1,
            "",
            "",
            "",
            "boot",
            Status.NS,
            1,
            "file",
            "kernel",
            told.labels(),
            false,
            List.of(),
            List.of(),
            Counters.none(),
            false);
    host(host).status("", status);
  }

  /**
   * Takes a window of a host, or a final one of the fleet.
   *
   * @param part the labels of the fleet's hosts that it is of; null for all of the owner
   */
  void window(Object window, Map<String, String> part) {
    if (window instanceof RateWindow rate) {
      firstMs = Math.min(firstMs, rate.startMs());
      owner(rate.host(), rate.probe()).rate(part, rate);
    } else if (window instanceof LatencyWindow latency) {
      firstMs = Math.min(firstMs, latency.startMs());
      owner(latency.host(), latency.function()).latency(part, latency);
    } else {
      MissedWindow missed = (MissedWindow) window;
      firstMs = Math.min(firstMs, missed.startMs());
      owner(missed.host(), missed.probe()).missed(part, missed);
    }
  }

  /** The labels that tell the part of the fleet to which a host with those belongs. */
  Map<String, String> part(Map<String, String> hostLabels) {
    Map<String, String> part = new TreeMap<>(hostLabels);
    part.keySet().retainAll(fleetLabels);
    return part;
  }

  /** Nothing is heard of a host, or again. */
  void silence(HostSilence silence) {
    for (Evaluator evaluator : fleet) {
      evaluator.silence(silence);
    }
  }

  /** The start of the first window; far above while there was none. */
  long firstMs() {
    return firstMs;
  }

  /** The host's time has passed. */
  void advance(String host, long toMs) {
    host(host).advance(toMs, out);
  }

  private Evaluator host(String host) {
    return hosts.computeIfAbsent(
        host, h -> Evaluator.ofHost(h, rules, 0, windowMs, new HeapAlertStore()));
  }

  /** Windows of the fleet up to then are final. */
  void advanceFleet(long toMs) {
    for (Evaluator evaluator : fleet) {
      evaluator.advance(toMs, out);
    }
  }

  /** Names are spread over the fleet's partitions as the streams application does it. */
  private Evaluator owner(String host, String name) {
    if (host != null) {
      return host(host);
    }
    return fleet[BuiltInPartitioner.partitionForKey(name.getBytes(UTF_8), fleet.length)];
  }
}
