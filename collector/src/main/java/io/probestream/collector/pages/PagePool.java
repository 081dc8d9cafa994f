package io.probestream.collector.pages;

import java.util.ArrayDeque;
import java.util.Arrays;

/**
 * Arrays of whole pages that are used again: they live just long enough to be copied by the garbage
 * collector. Keeps at most {@link #KEPT_BYTES}; not thread-safe.
 */
final class PagePool {
  private static final int KEPT_BYTES = 1 << 20;

  private final int pageBytes;
  private final int most;
  private final ArrayDeque<byte[]> free = new ArrayDeque<>();

  PagePool(int pageBytes) {
    this.pageBytes = pageBytes;
    this.most = KEPT_BYTES / pageBytes;
  }

  /** The first {@code used} bytes; an array of just that size where they are few. */
  byte[] copy(byte[] bytes, int used) {
    if (used <= pageBytes / 2 || used > pageBytes) {
      return Arrays.copyOf(bytes, used);
    }
    byte[] page = free.isEmpty() ? new byte[pageBytes] : free.pop();
    System.arraycopy(bytes, 0, page, 0, used);
    return page;
  }

  void giveBack(byte[] page) {
    if (page.length == pageBytes && free.size() < most) {
      free.push(page);
    }
  }
}
