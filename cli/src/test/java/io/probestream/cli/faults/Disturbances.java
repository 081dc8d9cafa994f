package io.probestream.cli.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Random;

/** Collectors, streams and broker killed at random, and the network between them cut and slowed. */
final class Disturbances implements Scenario {
  private static final int FAULTS = 7;
  private static final int CALLS_PER_S = 1_000;

  @Override
  public void run(Path dir, Random random, Tally tally) throws Exception {
    Uprobes uprobes = Uprobes.orSkip();
    try (Site site = Site.open(dir, dir.resolve("broker"), random, tally, 0);
        LiveHosts hosts = LiveHosts.start(site, uprobes)) {
      site.startStreams("a", true, false);
      hosts.rate(CALLS_PER_S);
      site.awaitProgress();
      for (int i = 0; i < FAULTS; i++) {
        inject(site, hosts);
        site.revive();
        site.awaitProgress();
        site.pause(0, 1_000);
      }
      LiveRound.finish(site, hosts);
    }
  }

  private static void inject(Site site, LiveHosts hosts) throws Exception {
    Random random = site.random;
    Broker broker = site.broker;
    Link link = random.nextBoolean() ? broker.collectors : broker.streams;
    String of = link == broker.collectors ? " to the collectors" : " to the streams";
    switch (random.nextInt(9)) {
      case 0, 1 -> {
        site.killStreams("a");
        boolean fresh = random.nextInt(3) == 0;
        site.inject(fresh ? "streams killed, state directory lost" : "streams killed");
        site.startStreams("a", true, fresh);
      }
      case 2, 3 -> {
        site.inject("collector killed");
        hosts.killAndRestart(LiveHosts.NAMES.get(random.nextInt(LiveHosts.NAMES.size())));
      }
      case 4 -> {
        site.inject("broker killed");
        broker.kill();
        site.pause(0, 2_000);
        broker.restart();
      }
      case 5 -> {
        site.inject("broker stopped");
        broker.stop();
        site.pause(0, 2_000);
        broker.restart();
      }
      case 6 -> {
        site.inject("network cut" + of);
        link.cut();
        site.pause(100, 4_000);
        link.heal();
      }
      case 7 -> {
        site.inject("network stalled" + of);
        link.stall();
        site.pause(100, 6_000);
        link.heal();
      }
      default -> {
        site.inject("network throttled" + of);
        link.throttle(20_000);
        site.pause(1_000, 6_000);
        link.heal();
      }
    }
    assertThat(broker.isAlive()).isTrue();
  }
}
