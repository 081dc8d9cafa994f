package io.probestream.collector.capture;

import io.probestream.collector.Notices;
import io.probestream.collector.publish.ProducerSettings;
import io.probestream.collector.publish.RecordSink;
import io.probestream.schemas.raw.Counters;
import io.probestream.schemas.raw.CpuCounter;
import io.probestream.schemas.raw.ProbeCounter;
import io.probestream.schemas.raw.Status;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Reads the ring buffer and sends what was read. A duty cycle: {@link #doWork} does what is due and
 * says how much it was; idling is the caller's job.
 *
 * <p>The kernel's pipes block where they are empty, so the loop first looks how many records wait
 * and reads no more than that. It reads nothing while the sink has no room: the kernel's ring then
 * overwrites and counts. Not thread-safe.
 */
public final class CaptureLoop {
  /** {@link #doWork} answers at least this where it left lines behind. */
  public static final int READS_PER_CYCLE = 64;

  /** A chunk is given to the sink at the latest this long after its first line was read. */
  static final long MAX_AGE_MS = 200 - ProducerSettings.LINGER_MS;

  static final long COUNTERS_EVERY_MS = 1_000;
  static final long STATUS_EVERY_MS = 60_000;

  /** When realtime steps by more than this, a new session begins. */
  static final long MAX_CLOCK_STEP_NS = 100_000_000;

  private final RingStats stats;
  private final LineSource source;
  private final Supplier<List<ProbeCounter>> profile;
  private final StatusSource statuses;
  private final RecordSink sink;
  private final Clocks clocks;
  private final Notices notices;
  private final ClockOffset offset;
  private final LineOutput output;

  private Session session;
  private Counters lastSent = Counters.none();
  private Counters lastFull = Counters.none();
  private long countersDueMs;
  private long statusDueMs;

  /**
   * A loop that has read nothing yet.
   *
   * @param source open
   * @param profile hit counts of the own probes
   */
  public CaptureLoop(
      RingStats stats,
      LineSource source,
      Supplier<List<ProbeCounter>> profile,
      StatusSource statuses,
      RecordSink sink,
      Clocks clocks,
      Notices notices) {
    this.stats = stats;
    this.source = source;
    this.profile = profile;
    this.statuses = statuses;
    this.sink = sink;
    this.clocks = clocks;
    this.notices = notices;
    this.offset = new ClockOffset(clocks::wallNs, stats::traceClockNs);
    this.output = new LineOutput(sink, clocks, source::watermarkNs);
  }

  /** Begins a session with a full status. Call it before events are enabled. */
  public void begin() {
    session =
        new Session(
            UUID.randomUUID().toString(), wallMs(), offset.measureNs(), source.form(), sink);
    output.begin(session);
    sendStatus(false);
    countersDueMs = clocks.monotonicMs() + COUNTERS_EVERY_MS;
  }

  /** Does what is due. Returns 0 if that was nothing. */
  public int doWork() {
    int work = 0;
    if (sink.hasRoom()) {
      int read = source.read(stats.pass(), output);
      if (read == LineSource.CLEARED) {
        restart("somebody cleared the ring buffer of this collector");
      } else {
        work += read;
      }
    }
    long nowMs = clocks.monotonicMs();
    if (output.isDue(nowMs)) {
      output.flush();
      work++;
    }
    // While there is no room they are only read: values are cumulative, nothing is lost.
    if (nowMs >= countersDueMs) {
      if (sink.hasRoom()) {
        sendCounters();
      } else {
        readCounters();
      }
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
   * One cycle of the end: events and tracing are off, and what is left is read.
   *
   * @return records still waiting, in the ring buffer or here
   */
  public long drainOnce() {
    long held = sink.hasRoom() ? source.drain(stats.pass(), output) : 1;
    return held + stats.pass().entries();
  }

  /**
   * One cycle of an end without room: what is left is read and counted as dropped, so that the
   * account still closes.
   *
   * @return records still waiting in the ring buffer
   */
  public long discardOnce() {
    output.flush();
    source.discard(stats.pass(), output);
    return stats.pass().entries();
  }

  /** Lines dropped by {@link #discardOnce}. */
  public long discarded() {
    return output.discarded();
  }

  /**
   * Sends the last lines and the last counters. Afterwards only {@link #end} may be called.
   *
   * @param drained whether the ring buffer is known to be empty
   */
  public void finish(boolean drained) {
    int dropped = output.buffer().dropRest();
    session.onRead(dropped, 0, dropped);
    if (drained) {
      source.raiseWatermark(stats.traceClockNs());
    }
    output.flush();
    sendCounters();
  }

  /** Closes the session with a status made of the counters that {@link #finish} read. */
  public void end() {
    session.status(status(lastFull, true), source.watermarkNs(), wallMs());
  }

  /** All counters when they were last read. */
  public Counters counters() {
    return lastFull;
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
    output.flush();
    session.counters(changed(lastSent, now), source.watermarkNs(), wallMs());
    lastSent = now;
  }

  private void sendStatus(boolean closing) {
    output.flush();
    Counters now = readCounters();
    session.status(status(now, closing), source.watermarkNs(), wallMs());
    lastSent = now;
    statusDueMs = clocks.monotonicMs() + STATUS_EVERY_MS;
  }

  private Status status(Counters counters, boolean closing) {
    return statuses.status(session.startMs(), session.clockOffsetNs(), counters, closing);
  }

  private void restart(String why) {
    notices.say(why + "; a new session begins");
    source.handOn(output);
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
