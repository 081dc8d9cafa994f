package io.probestream.collector.pages;

import java.nio.ByteOrder;

/**
 * Walks the events of one page. {@link #load} looks at the whole structure first, so that a page is
 * taken as a whole or not at all; {@link #next} then need not check again. Not thread-safe.
 */
final class PageCursor {
  /** {@link #lost} where the kernel does not say how many. */
  static final long UNKNOWN = -1;

  static final String TOO_SHORT = "shorter than its header";
  static final String COMMIT = "its commit goes beyond what was read";
  static final String LENGTH = "an event goes beyond the page's end";
  static final String TIME = "a time outside of its range";

  private static final int MISSED_EVENTS = 1 << 31; // RB_MISSED_EVENTS
  private static final int MISSED_STORED = 1 << 30; // RB_MISSED_STORED
  private static final int SIZE_MASK = 0x07ffffff;
  private static final int PADDING = 29;
  private static final int TIME_EXTEND = 30;
  private static final int TIME_EXTEND_SHIFT = 27;
  private static final long ABSOLUTE_BITS = (1L << 59) - 1; // rb_fix_abs_ts

  private final PageLayout layout;
  private final boolean little;

  private byte[] page;
  private int end;
  private int at;
  private long timeNs;
  private int payload;
  private int payloadBytes;
  private int events;
  private long lost;
  private int usedBytes;
  private long newestNs;

  PageCursor(PageLayout layout) {
    this.layout = layout;
    this.little = layout.order() == ByteOrder.LITTLE_ENDIAN;
  }

  /** Takes a page of {@code length} bytes; null, or why it is not understood. */
  String load(byte[] bytes, int length) {
    events = 0;
    if (length < layout.dataOffset()) {
      end = 0;
      at = 0;
      lost = 0;
      return TOO_SHORT;
    }
    String reason = open(bytes, length);
    return reason == null ? count() : reason;
  }

  /** Takes a page again that {@link #load} understood. */
  String open(byte[] bytes, int length) {
    page = bytes;
    lost = 0;
    at = layout.dataOffset();
    end = at;
    timeNs = Words.int64(bytes, 0, little);
    int commit =
        layout.commitBytes() == 8
            ? (int) Words.int64(bytes, layout.commitOffset(), little)
            : Words.int32(bytes, layout.commitOffset(), little);
    int behind = at + (commit & SIZE_MASK);
    usedBytes = behind;
    if (behind > length) {
      return COMMIT;
    }
    if ((commit & MISSED_EVENTS) != 0) {
      lost = UNKNOWN;
      if ((commit & MISSED_STORED) != 0) {
        usedBytes += layout.commitBytes();
        if (usedBytes > length) {
          return COMMIT;
        }
        lost =
            layout.commitBytes() == 8
                ? Words.int64(bytes, behind, little)
                : Integer.toUnsignedLong(Words.int32(bytes, behind, little));
      }
    }
    end = behind;
    return null;
  }

  private String count() {
    int start = at;
    long startNs = timeNs;
    String reason = timeNs < 0 ? TIME : null;
    int n = 0;
    while (reason == null && at < end) {
      long beforeNs = timeNs;
      int step = step();
      if (step < 0) {
        reason = LENGTH;
      } else if (timeNs < beforeNs) {
        reason = TIME;
      }
      n += step > 0 ? 1 : 0;
    }
    newestNs = timeNs;
    timeNs = startNs;
    at = start;
    if (reason == null) {
      events = n;
    } else {
      end = start;
    }
    return reason;
  }

  /** Moves to the next event with data; false at the page's end. */
  boolean next() {
    while (at < end) {
      if (step() > 0) {
        return true;
      }
    }
    return false;
  }

  /**
   * One event of any kind: 1 with data, 0 without, -1 if it goes beyond the page. As the kernel's
   * text readers do (rb_update_read_stamp), the delta of a discarded event is not added.
   */
  private int step() {
    int left = end - at;
    if (left < 4) {
      return -1;
    }
    int word = Words.int32(page, at, little);
    int type = little ? word & 31 : word >>> 27;
    long delta = little ? word >>> 5 : word & 0x07ffffff;
    if (type > 0 && type < PADDING) {
      return data(delta, at + 4, type << 2, 4 + (type << 2), left);
    }
    if (left < 8) {
      // A page may end in four bytes of padding.
      at = end;
      return type == PADDING && delta == 0 ? 0 : -1;
    }
    int first = Words.int32(page, at + 4, little);
    if (type == 0) {
      // The length counts itself, and the event is as long as that, rounded up to words.
      return first < 4 || first > left - 4
          ? -1
          : data(delta, at + 8, first - 4, 4 + ((first + 3) & ~3), left);
    }
    if (type == PADDING) {
      if (delta == 0) {
        at = end;
        return 0;
      }
      if (first < 4 || first > left - 4) {
        return -1;
      }
      at += 4 + ((first + 3) & ~3);
      return at > end ? -1 : 0;
    }
    long high = Integer.toUnsignedLong(first) << TIME_EXTEND_SHIFT;
    if (type == TIME_EXTEND) {
      timeNs += high + delta;
    } else {
      timeNs = absolute((high | delta) & ABSOLUTE_BITS);
    }
    at += 8;
    return 0;
  }

  private int data(long delta, int from, int bytes, int advance, int left) {
    if (advance > left) {
      return -1;
    }
    timeNs += delta;
    payload = from;
    payloadBytes = bytes;
    at += advance;
    return 1;
  }

  private long absolute(long low) {
    long ns = low | (timeNs & ~ABSOLUTE_BITS);
    return ns < timeNs && (timeNs & ~ABSOLUTE_BITS) != 0 ? ns + ABSOLUTE_BITS + 1 : ns;
  }

  byte[] page() {
    return page;
  }

  /** Trace clock of the event. */
  long timeNs() {
    return timeNs;
  }

  /** Where the event's data are: {@code common_type} and so on. */
  int payload() {
    return payload;
  }

  int payloadBytes() {
    return payloadBytes;
  }

  /** Events with data in the page. */
  int events() {
    return events;
  }

  /** Events lost in front of this page; 0 for none, or {@link #UNKNOWN}. */
  long lost() {
    return lost;
  }

  /** What the page is worth keeping of: header, events, and the lost count. */
  int usedBytes() {
    return usedBytes;
  }

  /** Trace clock at the page's end, of a page that was loaded. */
  long newestNs() {
    return newestNs;
  }
}
