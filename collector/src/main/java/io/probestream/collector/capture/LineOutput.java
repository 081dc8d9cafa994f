package io.probestream.collector.capture;

import io.probestream.collector.publish.RecordSink;
import java.util.function.LongSupplier;

/**
 * Makes chunks of the lines of a source: {@link LineBuffer#TARGET_BYTES} each, or what there is
 * after {@link CaptureLoop#MAX_AGE_MS}. Not thread-safe.
 */
final class LineOutput {
  private final LineBuffer buffer = new LineBuffer();
  private final RecordSink sink;
  private final Clocks clocks;
  private final LongSupplier watermarkNs;
  private Session session;
  private long oldestLineMs;
  private long lastReadWallMs;
  private long discarded;

  LineOutput(RecordSink sink, Clocks clocks, LongSupplier watermarkNs) {
    this.sink = sink;
    this.clocks = clocks;
    this.watermarkNs = watermarkNs;
  }

  void begin(Session next) {
    session = next;
  }

  LineBuffer buffer() {
    return buffer;
  }

  /** Whether more lines may be handed on. */
  boolean hasRoom() {
    return sink.hasRoom();
  }

  /** Lines will be put into the buffer whose first was read at most {@code ageMs} ago. */
  void onRead(long ageMs) {
    if (buffer.wholeBytes() == 0) {
      oldestLineMs = clocks.monotonicMs() - ageMs;
    }
    lastReadWallMs = clocks.wallNs() / 1_000_000;
  }

  /**
   * Counts what was read.
   *
   * @param dropped of {@code lines}
   */
  void count(long lines, long bytes, long dropped) {
    session.onRead(lines, bytes, dropped);
  }

  /** Counts a page that is not understood. */
  void countSkipped(long bytes) {
    session.onSkipped(bytes);
  }

  /** Counts lines that were dropped because there is no room at the end. */
  void countDiscarded(long lines, long bytes) {
    session.onRead(lines, bytes, lines);
    discarded += lines;
  }

  long discarded() {
    return discarded;
  }

  boolean isDue(long nowMs) {
    return buffer.wholeBytes() > 0 && nowMs - oldestLineMs >= CaptureLoop.MAX_AGE_MS;
  }

  void flush() {
    if (buffer.wholeBytes() > 0) {
      session.lines(buffer.take(), watermarkNs.getAsLong(), lastReadWallMs);
    }
  }

  void flushIfFull() {
    if (buffer.isFull()) {
      flush();
    }
  }
}
