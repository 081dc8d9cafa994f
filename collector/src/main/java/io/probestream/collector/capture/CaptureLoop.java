package io.probestream.collector.capture;

import io.probestream.collector.Notices;
import io.probestream.collector.publish.RecordSink;
import io.probestream.schemas.raw.Counters;
import io.probestream.schemas.raw.CpuCounter;
import io.probestream.schemas.raw.ProbeCounter;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Reads the ring buffer and sends what was read. A duty cycle: {@link #doWork} does what is due and
 * says how much it was; idling is the caller's job.
 *
 * <p>{@code trace_pipe} blocks where it is empty (tracing_read_pipe), so the loop first looks how
 * many records wait and reads no more lines than that. It reads nothing while the sink has no room:
 * the kernel's ring then overwrites and counts. Not thread-safe.
 */
public final class CaptureLoop {
  /** {@link #doWork} answers at least this where it left lines behind. */
  public static final int READS_PER_CYCLE = 64;

  /** A chunk is sent at the latest this long after its first line was read. */
  static final long MAX_AGE_MS = 200;

  static final long COUNTERS_EVERY_MS = 1_000;
  static final long STATUS_EVERY_MS = 60_000;

  /** When realtime steps by more than this, a new session begins. */
  static final long MAX_CLOCK_STEP_NS = 100_000_000;

  private static final int READ_BYTES = 16 << 10;

  private final RingStats stats;
  private final TracePipe pipe;
  private final Supplier<List<ProbeCounter>> profile;
  private final StatusSource statuses;
  private final RecordSink sink;
  private final Clocks clocks;
  private final Notices notices;
  private final ClockOffset offset;
  private final LineBuffer lines = new LineBuffer();
  private final Watermark watermark;

  private Session session;
  private Counters lastSent = Counters.none();
  private Counters lastFull = Counters.none();
  private long discarded;
  private long oldestLineMs;
  private long lastReadWallMs;
  private long countersDueMs;
  private long statusDueMs;

  /**
   * A loop that has read nothing yet.
   *
   * @param profile hit counts of the own probes
   */
  public CaptureLoop(
      RingStats stats,
      TracePipe pipe,
      Supplier<List<ProbeCounter>> profile,
      StatusSource statuses,
      RecordSink sink,
      Clocks clocks,
      Notices notices) {
    this.stats = stats;
    this.pipe = pipe;
    this.profile = profile;
    this.statuses = statuses;
    this.sink = sink;
    this.clocks = clocks;
    this.notices = notices;
    this.offset = new ClockOffset(clocks::wallNs, stats::traceClockNs);
    this.watermark = new Watermark(stats.traceClockNs());
  }

  /** Begins a session with a full status. Call it before events are enabled. */
  public void begin() {
    session = new Session(UUID.randomUUID().toString(), wallMs(), offset.measureNs(), sink);
    sendStatus(false);
    countersDueMs = clocks.monotonicMs() + COUNTERS_EVERY_MS;
  }

  /** Does what is due. Returns 0 if that was nothing. */
  public int doWork() {
    int work = 0;
    if (sink.hasRoom()) {
      RingPass pass = stats.pass();
      work += drain(pass, pass.entries());
    }
    long nowMs = clocks.monotonicMs();
    if (lines.wholeBytes() > 0 && nowMs - oldestLineMs >= MAX_AGE_MS) {
      flush();
      work++;
    }
    // While there is no room they wait: the values are cumulative, nothing is lost.
    if (nowMs >= countersDueMs && sink.hasRoom()) {
      sendCounters();
      countersDueMs = nowMs + COUNTERS_EVERY_MS;
      work++;
    }
    if (nowMs >= statusDueMs && sink.hasRoom()) {
      sendStatus(false);
      work++;
    }
    return work;
  }

  /** Something about the probes changed: says so in a full status. */
  public void onChange() {
    sendStatus(false);
  }

  /**
   * One cycle of the end: events and tracing are off, so that {@code trace_pipe} ends instead of
   * blocking, and what is left is read; the newline that did not fit into the kernel's sequence
   * buffer as well.
   *
   * @return records still waiting in the ring buffer
   */
  public long drainOnce() {
    if (sink.hasRoom()) {
      RingPass pass = stats.pass();
      drain(pass, Math.max(pass.entries(), lines.hasPartialLine() ? 1 : 0));
    }
    return stats.pass().entries();
  }

  /**
   * One cycle of an end without room: what is left is read and counted as dropped, so that the
   * account still closes.
   *
   * @return records still waiting in the ring buffer
   */
  public long discardOnce() {
    flush();
    ByteBuffer space = lines.space(READ_BYTES);
    int count = pipe.read(space);
    if (count > 0) {
      int ended = lines.onRead(count);
      lines.take();
      // Too long lines are among those that ended.
      session.onRead(ended, count, ended);
      discarded += ended;
    }
    return stats.pass().entries();
  }

  /** Lines dropped by {@link #discardOnce}. */
  public long discarded() {
    return discarded;
  }

  /**
   * Sends the last lines and the last counters. Afterwards only {@link #end} may be called.
   *
   * @param drained whether the ring buffer is known to be empty
   */
  public void finish(boolean drained) {
    int dropped = lines.dropRest();
    session.onRead(dropped, 0, dropped);
    if (drained) {
      watermark.raiseTo(stats.traceClockNs());
    }
    flush();
    sendCounters();
  }

  /** Closes the session with a status made of the counters that {@link #finish} read. */
  public void end() {
    session.status(
        statuses.status(session.startMs(), lastFull, true), watermark.valueNs(), wallMs());
  }

  /** All counters when they were last read. */
  public Counters counters() {
    return lastFull;
  }

  private int drain(RingPass pass, long waiting) {
    if (!lines.hasPartialLine()) {
      watermark.onPass(pass);
    }
    long ended = 0;
    int reads = 0;
    while (ended < waiting && reads < READS_PER_CYCLE && sink.hasRoom()) {
      ByteBuffer space = lines.space(READ_BYTES);
      int count = pipe.read(space);
      if (count == TracePipe.UNBLOCKED) {
        restart("somebody cleared the ring buffer of this collector");
        break;
      }
      if (count <= 0) {
        break;
      }
      if (lines.wholeBytes() == 0) {
        oldestLineMs = clocks.monotonicMs();
      }
      lastReadWallMs = wallMs();
      long droppedBefore = lines.droppedLines();
      int n = lines.onRead(count);
      int dropped = (int) (lines.droppedLines() - droppedBefore);
      session.onRead(n, count, dropped);
      if (dropped > 0) {
        notices.say(
            "dropped a line longer than "
                + LineBuffer.MAX_BYTES / 1024
                + " KiB; do string arguments of a probe hold that much?");
      }
      ended += n;
      reads++;
      if (lines.isFull()) {
        flush();
      }
    }
    return reads;
  }

  private void flush() {
    if (lines.wholeBytes() > 0) {
      session.lines(lines.take(), watermark.valueNs(), lastReadWallMs);
    }
  }

  private void sendCounters() {
    Counters now = readCounters();
    if (Math.abs(offset.measureNs() - session.clockOffsetNs()) > MAX_CLOCK_STEP_NS) {
      restart("the system clock stepped");
      return;
    }
    if (wentBack(lastSent, now)) {
      restart("somebody cleared the ring buffer of this collector");
      return;
    }
    // What was read must go first: the watermark speaks of all lines behind this record.
    flush();
    session.counters(changed(lastSent, now), watermark.valueNs(), wallMs());
    lastSent = now;
  }

  private void sendStatus(boolean closing) {
    flush();
    Counters now = readCounters();
    session.status(statuses.status(session.startMs(), now, closing), watermark.valueNs(), wallMs());
    lastSent = now;
    statusDueMs = clocks.monotonicMs() + STATUS_EVERY_MS;
  }

  private void restart(String why) {
    notices.say(why + "; a new session begins");
    sendStatus(true);
    begin();
  }

  private Counters readCounters() {
    // Hits last: nothing is then recorded whose hit is not counted (Counters).
    RingPass pass = stats.pass();
    List<ProbeCounter> probes = profile.get();
    long toNs = Math.max(pass.toNs(), stats.traceClockNs());
    lastFull = new Counters(pass.fromNs(), toNs, probes, pass.cpus(), session.agent());
    return lastFull;
  }

  /** Clearing the buffer sets its counters to zero (ring_buffer_reset_cpu). */
  private static boolean wentBack(Counters before, Counters now) {
    for (int i = 0; i < before.cpus().size(); i++) {
      CpuCounter then = before.cpus().get(i);
      CpuCounter cpu = now.cpus().get(i);
      if (cpu.readEvents() < then.readEvents() || cpu.overrun() < then.overrun()) {
        return true;
      }
    }
    return false;
  }

  private static Counters changed(Counters before, Counters now) {
    List<ProbeCounter> probes =
        now.probes().stream().filter(p -> !before.probes().contains(p)).toList();
    List<CpuCounter> cpus = now.cpus().stream().filter(c -> !before.cpus().contains(c)).toList();
    return new Counters(now.fromNs(), now.toNs(), probes, cpus, now.agent());
  }

  private long wallMs() {
    return clocks.wallNs() / 1_000_000;
  }
}
