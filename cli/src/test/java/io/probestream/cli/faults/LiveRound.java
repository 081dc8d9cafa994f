package io.probestream.cli.faults;

/** The end of a round with real collectors. */
final class LiveRound {
  private LiveRound() {}

  /** Stops the collectors, lets the streams settle, and asserts everything. */
  static Outcome finish(Site site, LiveHosts hosts) throws Exception {
    site.broker.heal();
    hosts.stop();
    Outcome outcome = site.settle();
    RawTruth truth = RawTruth.of(site.broker.direct(), site.topics.raw());
    site.tally.figure("lines lost in killed collectors", hosts.check(truth));
    new TopicLaws(outcome, truth).check();
    site.tally.figure("raw records", truth.records);
    site.tally.figure("lines", truth.lines());
    site.tally.figure("results compared", outcome.records());
    return outcome;
  }
}
