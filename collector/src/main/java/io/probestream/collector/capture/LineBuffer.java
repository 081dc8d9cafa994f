package io.probestream.collector.capture;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Gathers what is read until it is sent: whole lines, and the beginning of the line that is still
 * being read. Holds at most {@link #MAX_BYTES}; a line longer than that is dropped and counted,
 * never split. Not thread-safe.
 */
final class LineBuffer {
  /** A chunk's size that is aimed at. */
  static final int TARGET_BYTES = 64 << 10;

  /** A chunk's size that is never exceeded. */
  static final int MAX_BYTES = 256 << 10;

  /** Whole lines taken out. */
  @SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
  record Chunk(byte[] bytes, int lines) {}

  private static final int INITIAL_BYTES = TARGET_BYTES + (16 << 10);

  private byte[] bytes = new byte[INITIAL_BYTES];
  private int length;
  private int wholeBytes;
  private int wholeLines;
  private boolean skipping;
  private long droppedLines;

  /** Where reads go: at most what still fits. Call {@link #onRead} afterwards. */
  ByteBuffer space(int wantedBytes) {
    if (bytes.length - length < wantedBytes) {
      int size = Math.min(MAX_BYTES, Math.max(bytes.length * 2, length + wantedBytes));
      bytes = Arrays.copyOf(bytes, size);
    }
    return ByteBuffer.wrap(bytes, length, Math.min(wantedBytes, bytes.length - length));
  }

  /**
   * Takes note of {@code count} bytes that were read into {@link #space}. Returns the lines that
   * ended in them; a line that is too long ends where it becomes so.
   */
  int onRead(int count) {
    int ended = 0;
    int from = length;
    length += count;
    if (skipping) {
      int newline = newlineAfter(from);
      int cut = newline < 0 ? length : newline + 1;
      System.arraycopy(bytes, cut, bytes, from, length - cut);
      length -= cut - from;
      skipping = newline < 0;
    }
    for (int at = newlineAfter(from); at >= 0; at = newlineAfter(at + 1)) {
      wholeBytes = at + 1;
      wholeLines++;
      ended++;
    }
    if (wholeBytes == 0 && length == MAX_BYTES) {
      length = 0;
      skipping = true;
      droppedLines++;
      ended++;
    }
    return ended;
  }

  private int newlineAfter(int from) {
    for (int i = from; i < length; i++) {
      if (bytes[i] == '\n') {
        return i;
      }
    }
    return -1;
  }

  /** Where whole lines are printed: from {@link #printAt} to {@link #printEnd}. */
  byte[] array() {
    return bytes;
  }

  int printAt() {
    return length;
  }

  /** A chunk's target; more after {@link #grow}. */
  int printEnd() {
    return Math.max(length, bytes.length > INITIAL_BYTES ? bytes.length : TARGET_BYTES);
  }

  /** Takes note of whole lines that were printed. */
  void onPrinted(int end, int lines) {
    length = end;
    wholeBytes = end;
    wholeLines += lines;
  }

  /** Makes room for one long line, before it is printed; false if there is all that may be. */
  boolean grow() {
    if (bytes.length == MAX_BYTES) {
      return false;
    }
    bytes = Arrays.copyOf(bytes, MAX_BYTES);
    return true;
  }

  /** Takes out all whole lines. */
  Chunk take() {
    Chunk chunk = new Chunk(Arrays.copyOf(bytes, wholeBytes), wholeLines);
    System.arraycopy(bytes, wholeBytes, bytes, 0, length - wholeBytes);
    length -= wholeBytes;
    wholeBytes = 0;
    wholeLines = 0;
    return chunk;
  }

  /** Gives up the line that never ended; at the end of a session. Returns lines dropped by it. */
  int dropRest() {
    boolean rest = length > wholeBytes;
    length = wholeBytes;
    skipping = false;
    droppedLines += rest ? 1 : 0;
    return rest ? 1 : 0;
  }

  /** Whether {@link #take} is due: enough for a chunk, or no space left. */
  boolean isFull() {
    return wholeBytes >= TARGET_BYTES || (length == MAX_BYTES && wholeBytes > 0);
  }

  int wholeBytes() {
    return wholeBytes;
  }

  /** Whether the last line read is not complete yet. */
  boolean hasPartialLine() {
    return length > wholeBytes || skipping;
  }

  /** Lines dropped since the start because they were too long or never ended. */
  long droppedLines() {
    return droppedLines;
  }
}
