package io.probestream.collector.pages;

import java.util.ArrayDeque;

/** The pages of one CPU that wait to be printed, and how far they are. Not thread-safe. */
final class CpuPages {
  /** What a page costs beside its bytes. */
  private static final int OVERHEAD_BYTES = 64;

  final LineHeader header;
  final PageCursor cursor;

  /** Whether the cursor stands at an event. */
  boolean hasEvent;

  /** Events lost in front of it; 0 for none, or {@link PageCursor#UNKNOWN}. */
  long lost;

  /** Bytes of the pages held. */
  long heldBytes;

  /** Events held, the cursor's own included. */
  long heldEvents;

  /** Trace clock of the newest event ever taken. */
  long newestNs;

  /**
   * Stands for a page that was skipped: of no size, so that no page of the kernel is taken for it.
   */
  private static final byte[] SKIPPED = {};

  private final ArrayDeque<byte[]> pages = new ArrayDeque<>();
  private byte[] current;

  private final PagePool pool;

  CpuPages(PageLayout layout, LineHeader header, PagePool pool) {
    this.cursor = new PageCursor(layout);
    this.header = header;
    this.pool = pool;
  }

  /** Takes a copy of a page that was understood. */
  void add(byte[] bytes, PageCursor understood) {
    byte[] page = pool.copy(bytes, understood.usedBytes());
    newestNs = Math.max(newestNs, understood.newestNs());
    heldEvents += understood.events();
    heldBytes += page.length + OVERHEAD_BYTES;
    pages.add(page);
    if (!hasEvent) {
      advance();
    }
  }

  /** Notes a loss behind the pages that are held, and in front of those to come. */
  void addSkipped() {
    if (hasEvent) {
      if (pages.peekLast() != SKIPPED) {
        pages.add(SKIPPED);
      }
    } else {
      addLost(PageCursor.UNKNOWN);
    }
  }

  /** Moves to the next event; the event before it is done. */
  void advance() {
    if (hasEvent) {
      heldEvents--;
    }
    while (current == null || !cursor.next()) {
      if (current != null) {
        heldBytes -= current.length + OVERHEAD_BYTES;
        pool.giveBack(current);
      }
      current = pages.poll();
      while (current == SKIPPED) {
        addLost(PageCursor.UNKNOWN);
        current = pages.poll();
      }
      if (current == null) {
        hasEvent = false;
        return;
      }
      cursor.open(current, current.length);
      addLost(cursor.lost());
    }
    hasEvent = true;
  }

  void addLost(long count) {
    lost =
        count == PageCursor.UNKNOWN || lost == PageCursor.UNKNOWN
            ? PageCursor.UNKNOWN
            : lost + count;
  }
}
