package io.probestream.streams.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class SeqGapsTest {
  /** Lines of a record: its sequence number says how many. */
  private static long lines(long seq) {
    return seq % 4;
  }

  private static long firstLine(long seq) {
    return seq / 4 * 6 + new long[] {0, 0, 1, 3}[(int) (seq % 4)];
  }

  @RepeatedTest(20)
  void whateverTheOrderARecordIsMissedExactlyIfItIsFirstSeenBehindLaterOnes() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    List<Long> order = new ArrayList<>();
    for (long seq = 0; seq < 400; seq++) {
      if (random.nextInt(10) > 0) {
        order.add(seq);
      }
      if (random.nextInt(10) == 0) {
        order.add(seq); // twice
      }
    }
    for (int i = 0; i + 20 < order.size(); i += 10) {
      Collections.shuffle(order.subList(i, i + random.nextInt(20) + 1), random);
    }
    SeqGaps gaps = new SeqGaps();
    Set<Long> seen = new HashSet<>();
    long next = 0;
    long missing = 0;
    for (long seq : order) {
      long from = firstLine(seq);
      if (seq >= next) {
        gaps.add(next, seq, firstLine(next), from);
        missing += from - firstLine(next);
        next = seq + 1;
      } else {
        long late = gaps.fill(seq, from, from + lines(seq));
        assertThat(late)
            .as("seed %d, %d", seed, seq)
            .isEqualTo(seen.contains(seq) ? 0 : lines(seq));
        missing -= late;
      }
      seen.add(seq);
    }
    for (long seq = 0; seq < next; seq++) {
      missing -= seen.contains(seq) ? 0 : lines(seq);
    }
    assertThat(missing).as("seed %d", seed).isZero();
  }

  @Test
  void aForgedClaimNeverExceedsTheLinesThatAreMissing() {
    SeqGaps gaps = new SeqGaps();
    gaps.add(10, 20, 100, 150);
    long claimed = gaps.fill(12, 0, 1_000_000);
    claimed += gaps.fill(15, 0, 1_000_000);
    claimed += gaps.fill(11, 90, 120);
    assertThat(claimed).isLessThanOrEqualTo(50);
    assertThat(gaps.fill(12, 100, 150)).isZero();
  }

  @Test
  void aMillionGapsTakeNoMoreRoomThanTheNewestThousand() {
    SeqGaps gaps = new SeqGaps();
    for (long seq = 0; seq < 2_000_000; seq += 2) {
      gaps.add(seq, seq + 1, seq, seq + 1);
    }
    assertThat(gaps.size()).isEqualTo(SeqGaps.MAX);
    assertThat(gaps.fill(1_999_998, 1_999_998, 1_999_999)).isEqualTo(1);
    assertThat(gaps.fill(0, 0, 1)).isZero();
  }
}
