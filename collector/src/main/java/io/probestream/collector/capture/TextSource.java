package io.probestream.collector.capture;

import io.probestream.collector.Notices;
import io.probestream.schemas.raw.Form;
import java.nio.ByteBuffer;

/**
 * Lines as {@code trace_pipe} prints them. It blocks where it is empty (tracing_read_pipe), so no
 * more lines are read than records waited.
 */
public final class TextSource implements LineSource {
  private static final int READ_BYTES = 16 << 10;
  private static final long PAUSE_MS = 20;

  private final TracePipe pipe;
  private final Notices notices;
  private final Watermark watermark;

  /**
   * A source that is not open yet.
   *
   * @param startNs trace clock before which nothing can have been recorded
   */
  public TextSource(TracePipe pipe, long startNs, Notices notices) {
    this.pipe = pipe;
    this.notices = notices;
    this.watermark = new Watermark(startNs);
  }

  @Override
  public String capture() {
    return "trace_pipe";
  }

  @Override
  public Form form() {
    return Form.KERNEL;
  }

  @Override
  public long resolutionNs() {
    return 1_000;
  }

  @Override
  public void open() {
    pipe.open();
  }

  @Override
  public int read(RingPass pass, LineOutput out) {
    return read(pass, pass.entries(), out);
  }

  private int read(RingPass pass, long waiting, LineOutput out) {
    LineBuffer lines = out.buffer();
    if (!lines.hasPartialLine()) {
      watermark.onPass(pass);
    }
    long ended = 0;
    int reads = 0;
    while (ended < waiting && reads < CaptureLoop.READS_PER_CYCLE && out.hasRoom()) {
      int count = pipe.read(lines.space(READ_BYTES));
      if (count == TracePipe.UNBLOCKED) {
        return CLEARED;
      }
      if (count <= 0) {
        break;
      }
      out.onRead(0);
      long droppedBefore = lines.droppedLines();
      int n = lines.onRead(count);
      int dropped = (int) (lines.droppedLines() - droppedBefore);
      out.count(n, count, dropped);
      if (dropped > 0) {
        notices.say(
            "dropped a line longer than "
                + LineBuffer.MAX_BYTES / 1024
                + " KiB; do string arguments of a probe hold that much?");
      }
      ended += n;
      reads++;
      out.flushIfFull();
    }
    return reads;
  }

  /** Tracing is off, so {@code trace_pipe} ends; a newline may not have fitted before. */
  @Override
  public long drain(RingPass pass, LineOutput out) {
    read(pass, Math.max(pass.entries(), out.buffer().hasPartialLine() ? 1 : 0), out);
    return 0;
  }

  @Override
  public void discard(RingPass pass, LineOutput out) {
    ByteBuffer space = out.buffer().space(READ_BYTES);
    int count = pipe.read(space);
    if (count > 0) {
      int ended = out.buffer().onRead(count);
      out.buffer().take();
      // Too long lines are among those that ended.
      out.countDiscarded(ended, count);
    }
  }

  @Override
  public void handOn(LineOutput out) {
    out.flush();
  }

  @Override
  public long pauseMs() {
    return PAUSE_MS;
  }

  @Override
  public long watermarkNs() {
    return watermark.valueNs();
  }

  @Override
  public void raiseWatermark(long ns) {
    watermark.raiseTo(ns);
  }

  @Override
  public long blockedMs() {
    return pipe.blockedMs();
  }

  @Override
  public void unblock() {
    pipe.unblock();
  }

  @Override
  public void close() {
    pipe.close();
  }
}
