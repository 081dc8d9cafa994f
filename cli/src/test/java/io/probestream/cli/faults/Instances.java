package io.probestream.cli.faults;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Two streams instances that join, leave and are killed while lines come in, without and with a
 * standby replica of each state.
 */
final class Instances implements Scenario {
  private static final int STEPS = 6;
  private static final int CALLS_PER_S = 1_000;

  private final int standbys;

  /**
   * @param standbys replicas of each state beside the active one
   */
  Instances(int standbys) {
    this.standbys = standbys;
  }

  @Override
  public void run(Path dir, Random random, Tally tally) throws Exception {
    Uprobes uprobes = Uprobes.orSkip();
    try (Site site = Site.open(dir, dir.resolve("broker"), random, tally, standbys);
        LiveHosts hosts = LiveHosts.start(site, uprobes)) {
      String with = standbys == 0 ? ", no standby" : ", 1 standby";
      site.startStreams("a", true, false);
      hosts.rate(CALLS_PER_S);
      site.awaitProgress();
      for (int i = 0; i < STEPS; i++) {
        step(site, with);
        site.revive();
        site.awaitProgress();
        site.pause(0, 1_500);
      }
      LiveRound.finish(site, hosts);
    }
  }

  private static void step(Site site, String with) throws Exception {
    List<String> out = new ArrayList<>(List.of("a", "b"));
    out.removeAll(site.instances());
    if (!out.isEmpty()) {
      site.inject("streams instance joins" + with);
      site.startStreams(out.get(0), true, site.random.nextInt(3) == 0);
      return;
    }
    String leaves = site.instances().get(site.random.nextInt(2));
    if (site.random.nextBoolean()) {
      site.inject("streams instance leaves" + with);
      site.stopStreams(leaves);
    } else {
      site.inject("streams instance killed" + with);
      site.killStreams(leaves);
    }
  }
}
