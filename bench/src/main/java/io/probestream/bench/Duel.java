package io.probestream.bench;

import java.util.function.ToDoubleFunction;

/** Runs the two sides of a row in turns. */
final class Duel {
  private Duel() {}

  /**
   * One turn that does not count, unless only one is asked for, then the turns that do; each second
   * one begins with the other side.
   */
  static Figure fight(Row row, Row.Sides sides, int asked) throws Exception {
    int turns = row.turns(asked);
    for (int i = 0; i < row.warmups(); i++) {
      sides.baseline();
      sides.ours();
    }
    Sample[] ours = new Sample[turns];
    Sample[] baseline = new Sample[turns];
    for (int i = 0; i < turns; i++) {
      if (i % 2 == 0) {
        baseline[i] = sides.baseline();
      }
      ours[i] = sides.ours();
      if (i % 2 == 1) {
        baseline[i] = sides.baseline();
      }
    }
    sides.finish();
    double[] ratios = new double[turns];
    for (int i = 0; i < turns; i++) {
      ratios[i] = row.bound().ratio(ours[i], baseline[i]);
    }
    ToDoubleFunction<Sample> shown = row.bound().isSpeed() ? Sample::perSecond : Sample::perUnit;
    return new Figure(
        row, spread(ours, shown), spread(baseline, shown), Spread.of(ratios), sides.notes());
  }

  private static Spread spread(Sample[] samples, ToDoubleFunction<Sample> shown) {
    double[] values = new double[samples.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = shown.applyAsDouble(samples[i]);
    }
    return Spread.of(values);
  }
}
