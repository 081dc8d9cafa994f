package io.probestream.collector.pages;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** From pages to lines nothing is allocated for an event; what is, is for a page. */
class MergerAllocationTest {
  static final java.util.List<String> NAMES = CapturedPages.NAMES;

  private static final int ROUNDS = 20;
  private static final int CPUS = 4;

  /** Of a page that is not half full, a copy is kept; its object, and what remembers it. */
  private static final int PAGE_OVERHEAD_BYTES = 256;

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final byte[] out = new byte[1 << 18];
  private long events;
  private long pageBytes;

  @ParameterizedTest
  @FieldSource("NAMES")
  void printingAllocatesNothingForAnEvent(String name) throws IOException {
    CapturedPages captured = CapturedPages.read(name);
    byte[] text = "           <...>".getBytes(StandardCharsets.US_ASCII);
    LinePrinter printer =
        new LinePrinter(
            captured.formats(),
            pid -> text,
            (address, withOffset) -> text,
            FlagsText.of("6.1"),
            captured.layout().order());
    PageMerger merger =
        new PageMerger(
            new PagePrinters(captured.layout(), printer), new int[] {0, 1, 2, 3}, 1L << 30);
    round(merger, captured); // what is made once: heads of events, pages to use again
    long before = threads.getCurrentThreadAllocatedBytes();
    events = 0;
    pageBytes = 0;
    for (int i = 0; i < ROUNDS; i++) {
      round(merger, captured);
    }
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    System.out.printf(
        "%s: %d bytes for %d events, %.3f each%n",
        name, allocated, events, (double) allocated / events);
    assertThat(events).isGreaterThan(100L * ROUNDS);
    assertThat(allocated).isLessThanOrEqualTo(pageBytes);
  }

  /** Each page on all CPUs, so that they take turns. */
  private void round(PageMerger merger, CapturedPages captured) {
    for (int p = 0; p < captured.pages().size(); p++) {
      byte[] page = captured.pages().get(p);
      for (int cpu = 0; cpu < CPUS; cpu++) {
        int taken = merger.add(cpu, page, page.length);
        events += taken;
        pageBytes += PAGE_OVERHEAD_BYTES + (taken < 40 ? captured.layout().pageBytes() / 2 : 0);
      }
      while (!merger.isEmpty()) {
        merger.print(Long.MAX_VALUE, out, 0, out.length);
      }
    }
  }
}
