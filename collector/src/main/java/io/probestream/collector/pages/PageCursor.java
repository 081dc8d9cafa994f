package io.probestream.collector.pages;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
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
  private final VarHandle ints;
  private final VarHandle longs;

  private byte[] page;
  private int end;
  private int at;
  private long timeNs;
  private int payload;
  private int payloadBytes;
  private int events;
  private long lost;

  PageCursor(PageLayout layout) {
    this.layout = layout;
    this.little = layout.order() == ByteOrder.LITTLE_ENDIAN;
    this.ints = MethodHandles.byteArrayViewVarHandle(int[].class, layout.order());
    this.longs = MethodHandles.byteArrayViewVarHandle(long[].class, layout.order());
  }

  /** Takes a page of {@code length} bytes; null, or why it is not understood. */
  String load(byte[] bytes, int length) {
    events = 0;
    lost = 0;
    at = 0;
    end = 0;
    if (length < layout.dataOffset()) {
      return TOO_SHORT;
    }
    page = bytes;
    timeNs = (long) longs.get(bytes, 0);
    int commit =
        layout.commitBytes() == 8
            ? (int) (long) longs.get(bytes, layout.commitOffset())
            : (int) ints.get(bytes, layout.commitOffset());
    int size = commit & SIZE_MASK;
    if (size > length - layout.dataOffset()) {
      return COMMIT;
    }
    int behind = layout.dataOffset() + size;
    if ((commit & MISSED_EVENTS) != 0) {
      lost = UNKNOWN;
      if ((commit & MISSED_STORED) != 0) {
        if (length - behind < layout.commitBytes()) {
          return COMMIT;
        }
        lost =
            layout.commitBytes() == 8
                ? (long) longs.get(bytes, behind)
                : Integer.toUnsignedLong((int) ints.get(bytes, behind));
      }
    }
    return count(behind);
  }

  private String count(int behind) {
    long startNs = timeNs;
    int n = 0;
    at = layout.dataOffset();
    end = behind;
    String reason = null;
    while (reason == null && at < behind) {
      long beforeNs = timeNs;
      int step = step();
      if (step < 0) {
        reason = LENGTH;
      } else if (timeNs < 0 || timeNs < beforeNs) {
        reason = TIME;
      }
      n += step > 0 ? 1 : 0;
    }
    if (startNs < 0) {
      reason = TIME;
    }
    events = reason == null ? n : 0;
    at = layout.dataOffset();
    end = reason == null ? behind : at;
    timeNs = startNs;
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
    int word = (int) ints.get(page, at);
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
    int first = (int) ints.get(page, at + 4);
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
}
