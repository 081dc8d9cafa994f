package io.probestream.cli.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.probestream.schemas.window.LineLaw;
import io.probestream.schemas.window.MissedWindow;
import io.probestream.schemas.window.SessionTotals;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;

/**
 * Ring buffers that overflow: because Kafka is away for longer than the collectors may hold, or
 * because a collector does not run. Each lost event must be in the account.
 */
final class Overflow implements Scenario {
  private static final int CALLS_PER_S = 3_000;
  private static final int BURST = 20_000;

  @Override
  public void run(Path dir, Random random, Tally tally) throws Exception {
    Uprobes uprobes = Uprobes.orSkip();
    try (Site site = Site.open(dir, dir.resolve("broker"), random, tally, 0);
        LiveHosts hosts = LiveHosts.start(site, uprobes)) {
      site.startStreams("a", true, false);
      hosts.rate(CALLS_PER_S);
      site.awaitProgress();
      List<Integer> kinds = new ArrayList<>(List.of(0, 1, 2, 3));
      Collections.shuffle(kinds, random);
      for (int kind : kinds) {
        overflow(kind, site, hosts);
        site.revive();
        site.awaitProgress();
      }
      Outcome outcome = LiveRound.finish(site, hosts);
      long lost = 0;
      for (String host : LiveHosts.NAMES) {
        long ofHost = unseenHits(outcome, host);
        assertThat(ringLost(outcome, host))
            .as("events lost in the ring of %s, by its own count and by hits", host)
            .isPositive()
            .isEqualTo(ofHost);
        lost += ofHost;
      }
      tally.figure("events lost in the ring, as accounted", lost);
    }
  }

  private static void overflow(int kind, Site site, LiveHosts hosts) throws Exception {
    switch (kind) {
      case 0 -> {
        site.inject("broker down for longer than buffers hold");
        site.broker.kill();
        hosts.awaitOverruns();
        site.broker.restart();
      }
      case 1 -> {
        site.inject("network stalled for longer than buffers hold");
        site.broker.collectors.stall();
        hosts.awaitOverruns();
        site.broker.heal();
      }
      case 2 -> {
        site.inject("collectors stopped (SIGSTOP), ring overflows");
        for (String host : LiveHosts.NAMES) {
          hosts.collector(host).signal("STOP");
        }
        hosts.burst(BURST);
        hosts.awaitOverruns();
        for (String host : LiveHosts.NAMES) {
          hosts.collector(host).signal("CONT");
        }
      }
      default -> {
        site.inject("burst into a small ring");
        hosts.burst(BURST);
      }
    }
  }

  private static long ringLost(Outcome outcome, String host) {
    return outcome.missed.stream()
        .filter(w -> w.host().equals(host) && w.closing())
        .map(MissedWindow::lineLaw)
        .filter(Objects::nonNull)
        .mapToLong(LineLaw::ringLost)
        .sum();
  }

  /** Nothing else can hide a hit here: no filter, no excluded thread calls the function. */
  private static long unseenHits(Outcome outcome, String host) {
    return outcome.missed.stream()
        .filter(w -> w.host().equals(host) && w.closing())
        .map(MissedWindow::totals)
        .filter(Objects::nonNull)
        .mapToLong((SessionTotals t) -> t.hits() - t.seen())
        .sum();
  }
}
