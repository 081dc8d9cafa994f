package io.probestream.collector.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.probestream.schemas.raw.CpuCounter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class WatermarkTest {
  private static RingPass pass(long ns, long... entriesAndRead) {
    List<CpuCounter> cpus = new ArrayList<>();
    for (int i = 0; i < entriesAndRead.length; i += 2) {
      cpus.add(new CpuCounter(i / 2, entriesAndRead[i], 0, 0, entriesAndRead[i + 1], 0));
    }
    return new RingPass(ns, ns, cpus);
  }

  @Test
  void emptyBuffersMoveItToTheLookBefore() {
    Watermark watermark = new Watermark(0);
    assertThat(watermark.onPass(pass(1_000_000_000, 0, 0))).isFalse();
    assertThat(watermark.onPass(pass(2_000_000_000, 0, 0))).isTrue();
    assertThat(watermark.valueNs()).isEqualTo(1_000_000_000 - Watermark.IN_FLIGHT_NS);
  }

  @Test
  void oneCpuThatIsNotReadHoldsItBack() {
    Watermark watermark = new Watermark(0);
    watermark.onPass(pass(1_000_000_000, 5, 0, 5, 0));
    assertThat(watermark.onPass(pass(2_000_000_000, 1, 5, 1, 4))).isFalse();
    assertThat(watermark.valueNs()).isZero();
    assertThat(watermark.onPass(pass(3_000_000_000L, 9, 5, 9, 5))).isTrue();
    assertThat(watermark.valueNs()).isEqualTo(1_000_000_000 - Watermark.IN_FLIGHT_NS);
  }

  @Test
  void itNeverGoesBack() {
    Watermark watermark = new Watermark(7_000_000_000L);
    watermark.onPass(pass(1_000_000_000, 0, 0));
    watermark.onPass(pass(2_000_000_000, 0, 0));
    assertThat(watermark.valueNs()).isEqualTo(7_000_000_000L);
  }

  /**
   * A ring of pages: the reader's page is out of the writer's reach, so an overwriting writer makes
   * newer records vanish before older ones. Whatever the load, no record read later is older than
   * the promise.
   */
  @Property(tries = 300)
  void noLineComesBelowThePromiseEvenWhenTheRingOverwrites(@ForAll long seed) {
    Random random = new Random(seed);
    Watermark watermark = new Watermark(0);
    Deque<Long> readerPage = new ArrayDeque<>();
    Deque<Long> pages = new ArrayDeque<>();
    int capacity = 20 + random.nextInt(50);
    int pageSize = 1 + random.nextInt(10);
    long now = 1;
    long overrun = 0;
    long read = 0;
    for (int step = 0; step < 400; step++) {
      now += Watermark.IN_FLIGHT_NS + random.nextInt(1_000_000_000);
      int writes = random.nextInt(4) == 0 ? random.nextInt(2 * capacity) : random.nextInt(5);
      for (int i = 0; i < writes; i++) {
        if (pages.size() == capacity) {
          pages.poll();
          overrun++;
        }
        pages.add(now++);
      }
      long entries = (long) pages.size() + readerPage.size();
      watermark.onPass(
          new RingPass(now, now, List.of(new CpuCounter(0, entries, overrun, 0, read, 0))));
      int reads = random.nextInt(3) == 0 ? 0 : random.nextInt(capacity);
      for (int i = 0; i < reads && !(readerPage.isEmpty() && pages.isEmpty()); i++) {
        if (readerPage.isEmpty()) {
          swapIn(pages, readerPage, pageSize);
        }
        long time = readerPage.poll();
        read++;
        assertThat(time).as("seed %d", seed).isGreaterThanOrEqualTo(watermark.valueNs());
      }
    }
  }

  /** rb_get_reader_page: the oldest page becomes the reader's. */
  private static void swapIn(Deque<Long> pages, Deque<Long> readerPage, int pageSize) {
    while (readerPage.size() < pageSize && !pages.isEmpty()) {
      readerPage.add(pages.poll());
    }
  }
}
