package io.probestream.collector.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.probestream.collector.agent.BudgetKeeper.Decision;
import io.probestream.schemas.raw.Budget;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Decisions against a clock and a load that are made up: a sample a second. */
class BudgetKeeperTest {
  private static final BudgetConfig HITS = new BudgetConfig(0, 1_000);
  private static final BudgetConfig CPU = new BudgetConfig(5, 0);

  /** What was decided, such as {@code 10 off 1 for 10}. */
  private final List<String> log = new ArrayList<>();

  /** Of each unit, as long as it is on. */
  private final long[] hitsPerSecond = {10, 10, 10};

  private final long[] costOfAHit = {1, 1, 1};
  private final boolean[] off = new boolean[3];
  private final long[] hits = new long[3];
  private final long[] costs = new long[3];
  private long cpuNs;
  private long cpuNsOfAHit;
  private long idleNsPerSecond;
  private long second;
  private Decision last;

  private void run(BudgetKeeper keeper, long untilSecond) {
    for (; second <= untilSecond; second++) {
      cpuNs += second == 0 ? 0 : idleNsPerSecond;
      for (int unit = 0; unit < off.length; unit++) {
        long now = off[unit] || second == 0 ? 0 : hitsPerSecond[unit];
        hits[unit] += now;
        costs[unit] += now * costOfAHit[unit];
        cpuNs += now * cpuNsOfAHit;
      }
      Decision decision = keeper.sample(second * 1_000, cpuNs, hits, costs);
      if (decision == null) {
        continue;
      }
      off[decision.unit()] = !decision.on();
      if (decision.on()) {
        keeper.cameBack(decision.unit(), second * 1_000);
      }
      log.add(
          second
              + (decision.on() ? " on " : " off ")
              + decision.unit()
              + (decision.on() ? "" : " for " + decision.offMs() / 1_000));
      last = decision;
    }
  }

  private static BudgetKeeper keeper(BudgetConfig limits) {
    return new BudgetKeeper(limits, 3, 0, 0);
  }

  @Test
  void withinTheBudgetNothingHappensForHowLongEver() {
    hitsPerSecond[0] = 980;
    cpuNsOfAHit = 50_000; // 5 % of a core
    run(keeper(new BudgetConfig(5, 1_000)), 10_000);
    assertThat(log).isEmpty();
  }

  @Test
  void withoutABudgetNothingHappensWhateverIsUsed() {
    hitsPerSecond[0] = 1_000_000;
    cpuNsOfAHit = 2_000;
    run(keeper(BudgetConfig.NONE), 1_000);
    assertThat(log).isEmpty();
  }

  @Test
  void theFurtherBeyondTheBudgetTheSoonerAProbeGoesOff() {
    hitsPerSecond[0] = 1_980;
    run(keeper(HITS), 10);
    assertThat(log).containsExactly("10 off 0 for 10");
    assertThat(last.reason()).isEqualTo("2,000 hits/s of all probes, the budget is 1,000");
    BudgetKeeperTest burst = new BudgetKeeperTest();
    burst.hitsPerSecond[0] = 11_000;
    burst.run(keeper(HITS), 1);
    assertThat(burst.log).containsExactly("1 off 0 for 10");
  }

  @Test
  void aBurstThatIsMadeUpForBySilenceSwitchesNothingOff() {
    BudgetKeeper keeper = keeper(HITS);
    for (int i = 0; i < 100; i++) {
      hitsPerSecond[0] = i % 2 == 0 ? 3_900 : 0;
      run(keeper, second + (i % 2 == 0 ? 2 : 8));
    }
    assertThat(log).isEmpty();
  }

  @Test
  void whatCostMostGoesFirstAndThenTheNext() {
    hitsPerSecond[0] = 3_000;
    hitsPerSecond[1] = 2_000;
    costOfAHit[1] = 2;
    run(keeper(HITS), 9);
    assertThat(log).containsExactly("3 off 1 for 10", "6 off 0 for 10");
  }

  @Test
  void itComesBackAfterABackOffThatDoublesUpToABound() {
    hitsPerSecond[0] = 11_000;
    run(keeper(HITS), 1_600);
    assertThat(log)
        .containsExactly(
            "1 off 0 for 10",
            "12 on 0",
            "13 off 0 for 20",
            "33 on 0",
            "34 off 0 for 40",
            "74 on 0",
            "75 off 0 for 80",
            "155 on 0",
            "156 off 0 for 160",
            "316 on 0",
            "317 off 0 for 300",
            "617 on 0",
            "618 off 0 for 300",
            "918 on 0",
            "919 off 0 for 300",
            "1219 on 0",
            "1220 off 0 for 300",
            "1520 on 0",
            "1521 off 0 for 300");
  }

  @Test
  void whatStayedOnForLongerThanItWasOffStartsAnew() {
    BudgetKeeper keeper = keeper(HITS);
    hitsPerSecond[0] = 11_000;
    run(keeper, 34);
    hitsPerSecond[0] = 500;
    run(keeper, 200);
    hitsPerSecond[0] = 11_000;
    run(keeper, 201);
    assertThat(log).endsWith("34 off 0 for 40", "74 on 0", "201 off 0 for 10");
  }

  @Test
  void nothingComesBackWhileTheRestIsBeyondTheBudget() {
    BudgetKeeper keeper = keeper(HITS);
    hitsPerSecond[0] = 11_000;
    run(keeper, 5);
    hitsPerSecond[1] = 1_050;
    run(keeper, 60);
    hitsPerSecond[1] = 500;
    run(keeper, 90);
    assertThat(log).containsExactly("1 off 0 for 10", "80 on 0", "81 off 0 for 20");
  }

  @Test
  void theMeanStaysNearTheBudgetWhateverTheLoad() {
    for (int load = 1; load <= 64; load *= 2) {
      BudgetKeeperTest each = new BudgetKeeperTest();
      each.hitsPerSecond[0] = load * 500L;
      each.hitsPerSecond[1] = load * 300L;
      each.run(keeper(HITS), 3_600);
      long mean = (each.hits[0] + each.hits[1] + each.hits[2]) / 3_600;
      assertThat(mean).as("load %d", load).isLessThan(1_020);
    }
  }

  @Test
  void cpuTimeCountsOnceTheJvmHasWarmedUp() {
    hitsPerSecond[0] = 1_000;
    cpuNsOfAHit = 100_000; // 10 % of a core
    idleNsPerSecond = 1_000_000_000;
    run(keeper(CPU), 14);
    idleNsPerSecond = 0;
    run(keeper(CPU), 14);
    assertThat(log).isEmpty();
    BudgetKeeperTest warm = new BudgetKeeperTest();
    warm.hitsPerSecond[0] = 980;
    warm.cpuNsOfAHit = 100_000;
    warm.run(keeper(CPU), 30);
    assertThat(warm.log).containsExactly("24 off 0 for 10");
    assertThat(warm.last.reason())
        .isEqualTo("the collector took 10.0 % of a core, its budget is 5 %");
  }

  @Test
  void probesAreNotBlamedForWhatTheyDoNotCost() {
    hitsPerSecond[0] = 99;
    idleNsPerSecond = 500_000_000;
    BudgetKeeper keeper = keeper(CPU);
    run(keeper, 300);
    assertThat(log).isEmpty();
    idleNsPerSecond = 0;
    run(keeper, 311);
    hitsPerSecond[0] = 1_000;
    cpuNsOfAHit = 50_000;
    run(keeper, 400);
    assertThat(log).as("what was used before does not count on").isEmpty();
  }

  @Test
  void cpuTimeThatNobodyTellsIsNotWatched() {
    BudgetKeeper keeper = keeper(CPU);
    for (int s = 1; s < 100; s++) {
      hits[0] += 1_000_000;
      assertThat(keeper.sample(s * 1_000L, -1, hits, hits)).isNull();
    }
    assertThat(keeper.used()).isEqualTo(new Budget(null, 50_000L, 1_000_000, null));
  }

  @Test
  void whatIsUsedIsAMeanOfTheLastSeconds() {
    BudgetKeeper keeper = keeper(new BudgetConfig(100, 1_000));
    assertThat(keeper.used()).isEqualTo(new Budget(null, 1_000_000L, 0, 1_000L));
    cpuNsOfAHit = 100_000;
    run(keeper, 60);
    assertThat(keeper.used()).isEqualTo(new Budget(3_000L, 1_000_000L, 30, 1_000L));
  }
}
