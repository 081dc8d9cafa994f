package io.probestream.collector.pages;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** From pages to lines nothing is allocated for an event; what is, is for a page. */
class MergerAllocationTest {
  static final List<String> NAMES = CapturedPages.NAMES;

  private static final int ROUNDS = 20;
  private static final int CPUS = 4;

  /** An array's own, rounded up; and that of a line that says what was lost. */
  private static final int OVERHEAD_BYTES = 512;

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final byte[] out = new byte[1 << 18];
  private long events;
  private long allowedBytes;
  private PageCursor cursor;

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
    cursor = new PageCursor(captured.layout());
    round(merger, captured); // what is made once: heads of events, pages to use again
    long before = threads.getCurrentThreadAllocatedBytes();
    events = 0;
    allowedBytes = 0;
    for (int i = 0; i < ROUNDS; i++) {
      round(merger, captured);
    }
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    System.out.println(name + ": " + allocated + " bytes for " + events + " events");
    assertThat(events).isPositive();
    // An object has 16 bytes: not one for a hundred events, for the JVM itself may need one or two.
    assertThat(allocated).isLessThanOrEqualTo(allowedBytes + events / 8);
  }

  /** Each page on all CPUs, so that they take turns. */
  private void round(PageMerger merger, CapturedPages captured) {
    for (int p = 0; p < captured.pages().size(); p++) {
      byte[] page = captured.pages().get(p);
      // One that is more than half full is kept in an array that is used again (PagePool).
      cursor.load(page, page.length);
      boolean isSmall = cursor.usedBytes() <= captured.layout().pageBytes() / 2;
      allowedBytes +=
          isSmall || cursor.lost() != 0 ? CPUS * (cursor.usedBytes() + OVERHEAD_BYTES) : 0;
      for (int cpu = 0; cpu < CPUS; cpu++) {
        events += merger.add(cpu, page, page.length);
      }
      while (!merger.isEmpty()) {
        merger.print(Long.MAX_VALUE, out, 0, out.length);
      }
    }
  }
}
