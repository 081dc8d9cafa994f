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
