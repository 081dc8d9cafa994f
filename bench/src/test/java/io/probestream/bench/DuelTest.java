package io.probestream.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DuelTest {
  private static final long SECOND_NS = 1_000_000_000;

  private final List<String> order = new ArrayList<>();

  @Test
  void sidesTakeTurnsAndTheMedianOfTheRatiosCounts() throws Exception {
    long[] oursNs = {9 * SECOND_NS, SECOND_NS, SECOND_NS, 4 * SECOND_NS};
    int[] turn = {0};
    Figure figure =
        Duel.fight(
            row(Bound.speed(2)),
            Row.sides(() -> sample("ours", oursNs[turn[0]++]), () -> sample("base", 2 * SECOND_NS)),
            3);
    assertThat(order)
        .containsExactly("base", "ours", "base", "ours", "ours", "base", "base", "ours");
    assertThat(figure.ratio()).isEqualTo(new Spread(0.5, 2, 2));
    assertThat(figure.ours().median()).isEqualTo(100);
    assertThat(figure.holds()).isTrue();
  }

  @Test
  void costMayNotExceedItsBoundAndSpeedMayNotFallBelow() {
    Sample ours = new Sample(100, 30);
    Sample baseline = new Sample(100, 60);
    assertThat(Bound.cost(0.5).holds(Bound.cost(0.5).ratio(ours, baseline))).isTrue();
    assertThat(Bound.cost(0.4).holds(Bound.cost(0.4).ratio(ours, baseline))).isFalse();
    assertThat(Bound.speed(2).holds(Bound.speed(2).ratio(ours, baseline))).isTrue();
    assertThat(Bound.speed(2.1).holds(Bound.speed(2.1).ratio(ours, baseline))).isFalse();
  }

  private Sample sample(String side, long costNs) {
    order.add(side);
    return new Sample(100, costNs);
  }

  private static Row row(Bound bound) {
    return new Row() {
      @Override
      public String name() {
        return "row";
      }

      @Override
      public String title() {
        return "title";
      }

      @Override
      public Bound bound() {
        return bound;
      }

      @Override
      public Sides prepare(Site site) {
        throw new IllegalStateException("prepared by the test");
      }
    };
  }
}
