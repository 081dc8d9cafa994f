package io.probestream.streams.engine;

import static io.probestream.streams.engine.EngineHarness.entry;
import static io.probestream.streams.engine.EngineHarness.ret;
import static org.assertj.core.api.Assertions.assertThat;

import io.probestream.schemas.raw.AgentCounters;
import io.probestream.schemas.raw.Counters;
import io.probestream.schemas.raw.CpuCounter;
import io.probestream.schemas.raw.ProbeCounter;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A kernel that misses returns, and counts them or not. */
class MissedReturnsTest {
  private static final long S = 1_000_000;

  private final EngineHarness host = new EngineHarness();
  private long entries;
  private long returns;
  private long missed;
  private long lost;
  private long us = 10 * S;

  @AfterEach
  void theLawsHold() {
    assertThat(host.violations()).isEmpty();
  }

  @Test
  void whatNoCounterAdmitsIsInferredInTheWindowOfTheNextReading() {
    host.open();
    call(7);
    miss(7, 5);
    call(7);
    read().watermark(11 * S * 1_000);
    assertThat(inferred()).isEqualTo(5 - 1); // the first entry stands before the first return
    us = 11 * S;
    miss(7, 3);
    call(7);
    read().watermark(12 * S * 1_000);
    assertThat(inferred()).isEqualTo(4 + 3);
    host.close(counters()).engine.end(host);
    assertThat(inferred()).isEqualTo(7);
  }

  @Test
  void whatTheKernelAdmitsIsNeverInferred() {
    host.open();
    for (int i = 0; i < 50; i++) {
      call(7);
      miss(7, 2);
      missed += 2;
      if (i % 5 == 0) {
        read();
      }
    }
    host.close(counters()).engine.end(host);
    assertThat(inferred()).isZero();
  }

  @Test
  void momentsOfSwitchingOnAndOffAreNotBlamed() {
    host.open();
    miss(7, 4); // returns are switched on only now
    call(7);
    call(8);
    read();
    miss(7, 6); // and off before entries
    miss(8, 6);
    read();
    host.close(counters()).engine.end(host);
    assertThat(inferred()).isZero();
  }

  @Test
  void returnsThatWereHitAndLostAreNotInferred() {
    host.open();
    call(7);
    for (int i = 0; i < 20; i++) {
      miss(7, 1);
      returns++; // hit, but its event was lost
      lost++;
      call(8);
      read();
    }
    host.close(counters()).engine.end(host);
    assertThat(inferred()).isZero();
  }

  @Test
  void readingsInBetweenFindNoLessThanTheLastOneAloneAndNeverMoreThanWasMissed() {
    compareWithTheLastReadingAlone(System.nanoTime());
  }

  /** An admitted miss whose entry is still open at the end hides a silent one found before. */
  @Test
  void whatAReadingFoundIsNotTakenBackByAMissWhoseEntryIsStillOpen() {
    compareWithTheLastReadingAlone(5494760336564L);
  }

  private void compareWithTheLastReadingAlone(long seed) {
    int silent = 0;
    Random random = new Random(seed);
    MissedReturnsTest whole = new MissedReturnsTest();
    host.open();
    whole.host.open();
    for (int i = 0; i < 400; i++) {
      int pid = 1 + random.nextInt(5);
      int kind = random.nextInt(4);
      silent += kind == 0 ? 1 : 0;
      for (MissedReturnsTest each : List.of(this, whole)) {
        switch (kind) {
          case 0 -> each.miss(pid, 1);
          case 1 -> {
            each.miss(pid, 1);
            each.missed++;
          }
          default -> each.call(pid);
        }
      }
      if (random.nextInt(10) == 0) {
        read();
        host.watermark(us * 1_000);
        whole.us = us;
      }
    }
    for (MissedReturnsTest each : List.of(this, whole)) {
      each.call(1);
      each.host.close(each.counters()).engine.end(each.host);
    }
    assertThat(inferred())
        .as("seed %d", seed)
        .isPositive()
        .isBetween(whole.inferred(), (long) silent);
  }

  private void call(int pid) {
    host.lines(entry(pid, us += 20), ret(pid, us += 20));
    entries++;
    returns++;
  }

  /** Entries whose returns the kernel does not probe: the next entry shows it. */
  private void miss(int pid, int calls) {
    for (int i = 0; i < calls; i++) {
      host.lines(entry(pid, us += 20));
      entries++;
    }
  }

  private EngineHarness read() {
    us += 20;
    return host.counters(counters());
  }

  private Counters counters() {
    long ns = us * 1_000;
    return new Counters(
        ns,
        ns,
        List.of(new ProbeCounter("w", entries, 0), new ProbeCounter("w_ret", returns, missed)),
        List.of(new CpuCounter(0, 0, lost, 0, host.line, 0)),
        AgentCounters.ZERO);
  }

  private long inferred() {
    return host.missed.stream().mapToLong(m -> m.causes().inferredMissed()).sum();
  }
}
