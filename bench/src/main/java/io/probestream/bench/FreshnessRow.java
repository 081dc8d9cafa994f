package io.probestream.bench;

import java.util.Optional;

/**
 * How old an event is when a query shows it, beside its age when a bare consumer of the raw topic
 * has it: three real collectors on one program, default settings, all in one machine.
 */
final class FreshnessRow implements Row {
  private final CollectRow real = CollectRow.raw();

  @Override
  public String name() {
    return "freshness";
  }

  @Override
  public String title() {
    return "p99 of an event's age when a query shows it, beside when a bare consumer has it";
  }

  @Override
  public Bound bound() {
    return Bound.cost(15);
  }

  @Override
  public Optional<String> missing() {
    return real.missing();
  }

  @Override
  public int warmups() {
    return 0; // the sides warm up together
  }

  @Override
  public int turns(int asked) {
    return 1; // a p99 of windows needs all the time that there is
  }

  @Override
  public Sides prepare(Site site) throws Exception {
    FreshnessSides sides = new FreshnessSides(site);
    try {
      sides.start();
      return sides;
    } catch (Exception | Error e) {
      sides.close();
      throw e;
    }
  }
}
