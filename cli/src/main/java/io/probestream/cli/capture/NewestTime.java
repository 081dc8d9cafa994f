package io.probestream.cli.capture;

import java.util.Arrays;

/**
 * How far a capture has come in trace-clock time, never ahead of it. Not thread-safe.
 *
 * <p>A file name or a marker can forge lines with any time. One record of the kernel is at most one
 * {@code trace_seq} of text (8 KiB, kernel/trace/trace.h), and each begins with a line of the
 * kernel's own, so any {@value #LOOKBACK_BYTES} bytes hold at least one true time, and the smallest
 * time among them is not ahead of it. Times behind the grace are passed over: they are forged, or
 * too late to matter. What an attacker can still do is to hold the time back until the session's
 * end, which delays results and changes none.
 */
final class NewestTime {
  static final int LOOKBACK_BYTES = 16 * 1024;

  /** A line with a time has more than 32 bytes, so that more cannot lie in the look-back. */
  private static final int RING = LOOKBACK_BYTES / 32;

  private static final long NONE = -1;

  private final long grace;
  private final long[] positions = new long[RING];
  private final long[] times = new long[RING];
  private int next;
  private long newest = NONE;

  /** Counts nanoseconds or ticks; {@code grace} is how far lines may be out of order. */
  NewestTime(long grace) {
    this.grace = grace;
    Arrays.fill(positions, Long.MIN_VALUE);
  }

  /** Takes the time of a line that begins at byte {@code position} of the capture. */
  void line(long position, long time) {
    if (newest == NONE) {
      newest = time; // a capture begins with a line of the kernel's own
    }
    positions[next] = position;
    times[next] = time;
    next = (next + 1) % RING;
  }

  /** Brings the newest time up to the line that ends at byte {@code end}, and returns it. */
  long advance(long end) {
    long smallest = Long.MAX_VALUE;
    for (int i = 0; i < RING; i++) {
      if (positions[i] >= end - LOOKBACK_BYTES && times[i] >= floor()) {
        smallest = Math.min(smallest, times[i]);
      }
    }
    if (smallest != Long.MAX_VALUE) {
      newest = Math.max(newest, smallest);
    }
    return newest();
  }

  /** The newest time, or 0 before the first line with one. */
  long newest() {
    return Math.max(0, newest);
  }

  /** The time below which no further line is expected; never negative, never goes back. */
  long watermark() {
    return Math.max(0, floor());
  }

  private long floor() {
    return newest - grace;
  }
}
