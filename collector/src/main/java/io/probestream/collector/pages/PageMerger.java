package io.probestream.collector.pages;

/**
 * Holds the pages of all CPUs and prints their events in the order of time. Whoever reads the pages
 * says up to which time that order is known. Bounded by {@link #hasRoom}, which the reader asks
 * before each page. Allocates nothing per event; not thread-safe.
 */
public final class PageMerger {
  /** {@link #add}: the page is not understood and was not taken; {@link #reason} says why. */
  public static final int SKIPPED = -1;

  private static final int LOST_BYTES = 64;

  private final LinePrinter printer;
  private final PageCursor checked;
  private final CpuPages[] cpus;
  private final long limitBytes;
  private final int pageBytes;

  /** CPUs with events, the one with the oldest first: a binary heap. */
  private final int[] heap;

  private int heapSize;
  private String reason;
  private int printedLines;
  private int printedLost;
  private int droppedEvents;

  /**
   * An empty merger.
   *
   * @param cpuNumbers the CPUs; in other calls they go by their index in it
   * @param limitBytes bound of the pages held
   */
  public PageMerger(PagePrinters printers, int[] cpuNumbers, long limitBytes) {
    this.printer = printers.printer();
    this.checked = new PageCursor(printers.layout());
    this.limitBytes = limitBytes;
    this.pageBytes = printers.layout().pageBytes();
    cpus = new CpuPages[cpuNumbers.length];
    PagePool pool = new PagePool(pageBytes);
    for (int i = 0; i < cpus.length; i++) {
      cpus[i] = new CpuPages(printers.layout(), printer.header(cpuNumbers[i]), pool);
    }
    heap = new int[cpus.length];
  }

  /** Whether another page may be read. */
  public boolean hasRoom() {
    return heldBytes() + pageBytes <= limitBytes;
  }

  /** Whether no event is held. */
  public boolean isEmpty() {
    return heapSize == 0;
  }

  /** Bytes of the pages held. */
  public long heldBytes() {
    long bytes = 0;
    for (CpuPages cpu : cpus) {
      bytes += cpu.heldBytes;
    }
    return bytes;
  }

  /** Events in the pages held. */
  public long heldEvents() {
    long events = 0;
    for (CpuPages cpu : cpus) {
      events += cpu.heldEvents;
    }
    return events;
  }

  /**
   * Takes a page as it was read; {@code bytes} stay the caller's. Returns its events, or {@link
   * #SKIPPED}; then what follows on that CPU has a LOST line in front.
   */
  public int add(int cpu, byte[] bytes, int length) {
    CpuPages pages = cpus[cpu];
    reason = checked.load(bytes, length);
    if (reason != null) {
      pages.addSkipped();
      return SKIPPED;
    }
    if (checked.events() > 0 || checked.lost() != 0) {
      boolean had = pages.hasEvent;
      pages.add(bytes, checked);
      if (!had && pages.hasEvent) {
        push(cpu);
      }
    }
    return checked.events();
  }

  /** Why the last page was skipped. */
  public String reason() {
    return reason;
  }

  /** Trace clock of the newest event taken of a CPU; 0 if there was none. */
  public long newestNs(int cpu) {
    return cpus[cpu].newestNs;
  }

  /** Trace clock of the oldest event held; {@code Long.MAX_VALUE} if there is none. */
  public long oldestNs() {
    return heapSize == 0 ? Long.MAX_VALUE : cpus[heap[0]].cursor.timeNs();
  }

  /**
   * Prints the events before {@code limitNs} into [at, end), as many as fit, oldest first; behind
   * the last line. {@link #oldestNs} tells whether some are left.
   */
  public int print(long limitNs, byte[] out, int at, int end) {
    printedLines = 0;
    printedLost = 0;
    droppedEvents = 0;
    int p = at;
    while (heapSize > 0) {
      int q = printRun(cpus[heap[0]], limitNs, out, p, end);
      if (q < 0) {
        return ~q;
      }
      p = q;
    }
    return p;
  }

  /** The first CPU's events until another one's turn comes; complemented if that is the end. */
  private int printRun(CpuPages cpu, long limitNs, byte[] out, int at, int end) {
    long nextNs = secondNs();
    int p = at;
    while (cpu.hasEvent) {
      long timeNs = cpu.cursor.timeNs();
      if (timeNs > nextNs) {
        siftDown(); // First of all, or the heap's first would not be the oldest.
        return p;
      }
      if (timeNs >= limitNs) {
        return ~p;
      }
      if (cpu.lost != 0) {
        if (end - p < LOST_BYTES) {
          return ~p;
        }
        p = lost(cpu, out, p);
      }
      int q = printer.print(cpu.cursor, cpu.header, out, p, end);
      if (q == LinePrinter.NO_ROOM) {
        return ~p;
      }
      if (q == LinePrinter.UNKNOWN) {
        droppedEvents++;
        cpu.addLost(PageCursor.UNKNOWN);
      } else {
        printedLines++;
        p = q;
      }
      cpu.advance();
    }
    heap[0] = heap[--heapSize];
    siftDown();
    return p;
  }

  private int lost(CpuPages cpu, byte[] out, int at) {
    byte[] line = LinePrinter.lost(cpu.header.cpu(), cpu.lost);
    System.arraycopy(line, 0, out, at, line.length);
    cpu.lost = 0;
    printedLines++;
    printedLost++;
    return at + line.length;
  }

  /** Lines of the last {@link #print}. */
  public int printedLines() {
    return printedLines;
  }

  /** Those of them that say what was lost, and are no event. */
  public int printedLost() {
    return printedLost;
  }

  /** Events that the last {@link #print} left out: they contradict their format. */
  public int droppedEvents() {
    return droppedEvents;
  }

  /** Gives up the oldest event, which fits into nothing. */
  public void dropOldest() {
    CpuPages cpu = cpus[heap[0]];
    cpu.addLost(PageCursor.UNKNOWN);
    cpu.advance();
    if (!cpu.hasEvent) {
      heap[0] = heap[--heapSize];
    }
    siftDown();
  }

  private long secondNs() {
    long ns = heapSize > 1 ? cpus[heap[1]].cursor.timeNs() : Long.MAX_VALUE;
    return heapSize > 2 ? Math.min(ns, cpus[heap[2]].cursor.timeNs()) : ns;
  }

  private boolean isBefore(int a, int b) {
    long aNs = cpus[a].cursor.timeNs();
    long bNs = cpus[b].cursor.timeNs();
    return aNs < bNs || (aNs == bNs && a < b);
  }

  private void push(int cpu) {
    int i = heapSize++;
    while (i > 0 && isBefore(cpu, heap[(i - 1) >> 1])) {
      heap[i] = heap[(i - 1) >> 1];
      i = (i - 1) >> 1;
    }
    heap[i] = cpu;
  }

  private void siftDown() {
    int cpu = heap[0];
    int i = 0;
    for (int child = 1; child < heapSize; child = 2 * i + 1) {
      if (child + 1 < heapSize && isBefore(heap[child + 1], heap[child])) {
        child++;
      }
      if (!isBefore(heap[child], cpu)) {
        break;
      }
      heap[i] = heap[child];
      i = child;
    }
    heap[i] = cpu;
  }
}
