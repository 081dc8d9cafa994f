package io.probestream.cli.capture;

import io.probestream.streams.parse.Lines;
import java.io.IOException;
import java.io.InputStream;

/**
 * Hands out the lines of a stream as ranges of its own buffer, which holds at most one line and
 * what was read with it. Not thread-safe.
 */
final class LineReader {
  /** A line longer than this is none of the kernel's, whose longest are 8 KiB. */
  static final int MAX_LINE_BYTES = 256 * 1024;

  private final InputStream in;
  private final byte[] buffer = new byte[MAX_LINE_BYTES + 64 * 1024];
  private int filled;
  private int lineStart;
  private int lineEnd;
  private boolean ended;

  LineReader(InputStream in) {
    this.in = in;
  }

  byte[] buffer() {
    return buffer;
  }

  /** Where the current line begins in {@link #buffer}. */
  int lineStart() {
    return lineStart;
  }

  /** Where it ends, its newline included. */
  int lineEnd() {
    return lineEnd;
  }

  /**
   * Goes to the next line; one without a newline at the stream's end gets one.
   *
   * @return false at the end
   * @throws LineTooLongException if it cannot be a line of the kernel
   */
  boolean next() throws IOException {
    lineStart = lineEnd;
    int from = lineStart;
    while (true) {
      int newline = Lines.end(buffer, from, filled);
      if (newline < filled) {
        lineEnd = newline + 1;
        return checked();
      }
      if (ended) {
        return lastLine();
      }
      from = filled - lineStart;
      fill();
    }
  }

  /**
   * Where the last of the whole lines ends that follow the current one within {@code bytes}; 0 if
   * the stream has no more than that, or the first of them is longer.
   */
  int block(int bytes) throws IOException {
    while (filled - lineEnd <= bytes) {
      if (ended) {
        return 0;
      }
      lineStart = lineEnd;
      fill();
    }
    int end = lineEnd + bytes;
    while (end > lineEnd && buffer[end - 1] != '\n') {
      end--;
    }
    return end == lineEnd ? 0 : end;
  }

  /** Makes the current line the next one again. */
  void unread() {
    lineEnd = lineStart;
  }

  /** Makes the line that ends at {@code end} in the buffer the current one. */
  void skipTo(int end) {
    lineStart = end;
    lineEnd = end;
  }

  private boolean lastLine() throws IOException {
    if (lineStart == filled) {
      return false;
    }
    buffer[filled++] = '\n';
    lineEnd = filled;
    return checked();
  }

  private boolean checked() throws IOException {
    if (lineEnd - lineStart > MAX_LINE_BYTES) {
      throw new LineTooLongException();
    }
    return true;
  }

  /** Moves the unfinished line to the front and reads on behind it. */
  private void fill() throws IOException {
    System.arraycopy(buffer, lineStart, buffer, 0, filled - lineStart);
    filled -= lineStart;
    lineStart = 0;
    lineEnd = 0;
    if (filled > MAX_LINE_BYTES) {
      throw new LineTooLongException();
    }
    // One byte stays free for the newline of a last line without one.
    int read = in.read(buffer, filled, buffer.length - 1 - filled);
    if (read < 0) {
      ended = true;
    } else {
      filled += read;
    }
  }

  /** A line that the kernel cannot have printed. */
  static final class LineTooLongException extends IOException {
    private LineTooLongException() {
      super("a line is longer than " + MAX_LINE_BYTES / 1024 + " KiB");
    }
  }
}
