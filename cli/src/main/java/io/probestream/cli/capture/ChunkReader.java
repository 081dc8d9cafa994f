package io.probestream.cli.capture;

import io.probestream.streams.parse.LineTime;
import io.probestream.streams.parse.Lines;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Cuts a capture into chunks of whole lines as a collector does: 64 KiB as a target, and not more
 * than 200 ms of trace time. Keeps the newest time. Not thread-safe.
 */
final class ChunkReader {
  static final int TARGET_BYTES = 64 * 1024;
  static final long MAX_SPAN_NS = 200_000_000L;

  /** How far lines of a file may be out of order, in nanoseconds or ticks. */
  static final long GRACE = 500_000_000L;

  /** How many chunks may pass before the newest time is looked up again. */
  private static final int MAX_UNSCANNED_CHUNKS = 3;

  private final LineReader reader;
  private final LineTime time = new LineTime();
  private final NewestTime newest = new NewestTime(GRACE);
  private byte[] chunk = new byte[TARGET_BYTES];
  private int bytes;
  private int lines;
  private long spanStart;
  private boolean timed;
  private long position;
  private long timedLines;
  private boolean seconds = true;
  private boolean traceFile;
  private int unscannedChunks;
  private byte[] unscanned;
  private long first;
  private long reached;

  ChunkReader(InputStream text) {
    this.reader = new LineReader(text);
  }

  /**
   * The next chunk, or null at the end.
   *
   * @param counted false where nobody asks for its number of lines, which is 0 then or right
   */
  Chunk next(boolean counted) throws IOException {
    Chunk full = timedLines == 0 ? null : fullChunk(counted);
    if (full != null) {
      return full;
    }
    scanNewest();
    bytes = 0;
    lines = 0;
    spanStart = Long.MAX_VALUE;
    while (nextLine()) {
      if (lines > 0 && !fits()) {
        reader.unread();
        break;
      }
      take();
    }
    if (lines == 0) {
      return null;
    }
    newest.advance(position);
    return new Chunk(Arrays.copyOf(chunk, bytes), lines, reached);
  }

  /**
   * A chunk of the target size where its first and last line are not too far apart in time; null
   * where it must be cut line by line. Only some of its other lines are looked at.
   */
  private Chunk fullChunk(boolean counted) throws IOException {
    int end = reader.block(TARGET_BYTES);
    if (end == 0) {
      return null;
    }
    byte[] buffer = reader.buffer();
    int start = reader.lineEnd();
    long from = timeOfLine(buffer, start, end);
    long to = timeOfLine(buffer, lastLine(buffer, start, end), end);
    long oldest = newest.watermark();
    if (from < oldest || to < oldest || (seconds && to - MAX_SPAN_NS >= from)) {
      return null;
    }
    reached = to;
    position += end - start;
    int count = counted ? Lines.count(buffer, start, end) : 0;
    Chunk found = new Chunk(Arrays.copyOfRange(buffer, start, end), count, reached);
    reader.skipTo(end);
    unscanned = found.bytes();
    if (unscannedChunks++ == MAX_UNSCANNED_CHUNKS) {
      scanNewest();
    }
    return found;
  }

  private static int lastLine(byte[] buffer, int start, int end) {
    int at = end - 1;
    while (at > start && buffer[at - 1] != '\n') {
      at--;
    }
    return at;
  }

  /** The time of the line at {@code from}, or -1 if it has none of this clock. */
  private long timeOfLine(byte[] buffer, int from, int end) {
    boolean has = time.scan(buffer, from, Lines.end(buffer, from, end));
    return has && time.isSeconds() == seconds ? time.value() : -1;
  }

  /** Takes the times that the newest one depends on from the last full chunk. */
  private void scanNewest() {
    if (unscanned == null) {
      return;
    }
    long base = position - unscanned.length;
    int at = Math.max(0, unscanned.length - NewestTime.LOOKBACK_BYTES);
    at = at == 0 ? 0 : Lines.end(unscanned, at - 1, unscanned.length) + 1;
    while (at < unscanned.length) {
      int end = Lines.end(unscanned, at, unscanned.length) + 1;
      long lineTime = timeOfLine(unscanned, at, end);
      if (lineTime >= 0) {
        newest.line(base + at, lineTime);
      }
      at = end;
    }
    newest.advance(position);
    unscanned = null;
    unscannedChunks = 0;
  }

  private boolean nextLine() throws IOException {
    if (!reader.next()) {
      return false;
    }
    timed = time.scan(reader.buffer(), reader.lineStart(), reader.lineEnd());
    return true;
  }

  private boolean fits() {
    if (bytes + reader.lineEnd() - reader.lineStart() > TARGET_BYTES) {
      return false;
    }
    return !timed || !seconds || time.value() - MAX_SPAN_NS < spanStart;
  }

  private void take() {
    byte[] buffer = reader.buffer();
    int start = reader.lineStart();
    int length = reader.lineEnd() - start;
    if (position == 0) {
      traceFile = startsWith(buffer, start, length, "# tracer:");
    }
    if (timed) {
      takeTime();
    }
    if (bytes + length > chunk.length) {
      chunk = Arrays.copyOf(chunk, bytes + length);
    }
    System.arraycopy(buffer, start, chunk, bytes, length);
    bytes += length;
    position += length;
    lines++;
  }

  /** The first time decides the unit; lines of the other one are not the kernel's. */
  private void takeTime() {
    if (timedLines == 0) {
      seconds = time.isSeconds();
      first = time.value();
    }
    if (time.isSeconds() != seconds) {
      return;
    }
    timedLines++;
    newest.line(position, time.value());
    if (time.value() < newest.watermark()) {
      return;
    }
    reached = time.value();
    if (spanStart == Long.MAX_VALUE) {
      spanStart = reached;
    }
  }

  private static boolean startsWith(byte[] bytes, int from, int length, String text) {
    if (length < text.length()) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      if (bytes[from + i] != text.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** Whether times are seconds, so far as known; otherwise the clock counts ticks. */
  boolean isSeconds() {
    return seconds;
  }

  /** Whether this is the {@code trace} file with its header, not {@code trace_pipe}. */
  boolean isTraceFile() {
    return traceFile;
  }

  /** The first time seen; 0 if none was. */
  long first() {
    return first;
  }

  /** The time of the last line, as printed; 0 if none was seen. */
  long reached() {
    return reached;
  }

  /** The newest time, safely; 0 if none was seen. */
  long newest() {
    return newest.newest();
  }

  long watermark() {
    return newest.watermark();
  }

  /** How many lines had a header with a time. */
  long timedLines() {
    return timedLines;
  }
}
