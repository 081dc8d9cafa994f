package io.probestream.cli.replay;

import io.probestream.cli.Failure;
import io.probestream.cli.capture.CaptureFile;
import io.probestream.cli.capture.CaptureRecord;
import io.probestream.cli.capture.CaptureSession;
import io.probestream.cli.capture.CaptureSource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.Producer;

/**
 * Publishes a capture as one or many hosts, at its pace. {@link #run} is for one thread; {@link
 * #report} and {@link #finish} may be called from any.
 */
public final class Replayer {
  private static final long NS_PER_MS = 1_000_000;

  private final RawPublisher publisher;
  private final String topic;
  private final ReplayPlan plan;
  private final ReplayClock clock;
  private final ClockOffset offsets;
  private final Consumer<CaptureSource> progress;
  private volatile ReplayReport report;
  private volatile boolean finishing;

  /** The producer stays the caller's to close. */
  public Replayer(Producer<byte[], byte[]> producer, String topic, ReplayPlan plan) {
    this(producer, topic, plan, ReplayClock.SYSTEM, source -> {});
  }

  Replayer(
      Producer<byte[], byte[]> producer,
      String topic,
      ReplayPlan plan,
      ReplayClock clock,
      Consumer<CaptureSource> progress) {
    this.publisher = new RawPublisher(producer, topic);
    this.topic = topic;
    this.plan = plan;
    this.clock = clock;
    this.progress = progress;
    this.offsets = new ClockOffset(plan.windowMs() * NS_PER_MS, plan.speed());
    this.report = new ReplayReport(topic, plan.hosts(), List.of(), 0, 0, 0, 0, 0);
  }

  /** What has been published so far. */
  public ReplayReport report() {
    return report;
  }

  /** Ends a loop behind its present turn, so that every session that began is closed. */
  public void finish() {
    finishing = true;
  }

  /**
   * Replays the capture once, or in a loop until it is to finish or interrupted.
   *
   * @throws Failure if the file is no capture, or Kafka does not take it
   * @throws InterruptedException when stopped; what was sent before is flushed by the producer's
   *     close
   */
  public ReplayReport run() throws InterruptedException {
    long least = Long.MIN_VALUE;
    do {
      try (CaptureSource source = CaptureSource.open(plan.file())) {
        long offset = turn(source, least);
        least = offsets.after(offset, source.first(), source.reached());
      } catch (IOException e) {
        throw new Failure("cannot close " + plan.file().name() + ": " + e.getMessage(), e);
      }
    } while (plan.loop() && !finishing);
    return report;
  }

  /** Replays once and returns the clock offset used, which is {@code least} or more. */
  private long turn(CaptureSource source, long least) throws InterruptedException {
    CaptureRecord opening = source.next();
    if (!source.looksLikeTrace()) {
      throw new Failure(
          plan.file().name() + " is not a capture: no line of it looks like trace output");
    }
    boolean paced = !plan.speed().isMax() && source.isTimed();
    long last = last(source);
    long startMs = startMs(source.first(), last, least);
    long offset = offset(startMs, source.first(), last);
    // A clock that counts no time says nothing about when: then the session starts now.
    long firstNs = source.isTimed() ? source.first() : startMs * NS_PER_MS - offset;
    List<CaptureSession> sessions = sessions(offset, firstNs);
    for (CaptureRecord r = opening; r != null; r = source.next()) {
      if (paced) {
        clock.until(startMs + plan.speed().wallNs(r.reached() - source.first()) / NS_PER_MS);
      }
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      publish(r, sessions);
      progress.accept(source);
    }
    publisher.flush();
    return offset;
  }

  /** The last line's time, from a first reading, where the offset depends on it. */
  private long last(CaptureSource source) {
    boolean needed = plan.speed().permille() != Speed.REAL.permille() || !source.isTimed();
    if (!needed || plan.clockOffsetNs() != null) {
      return source.first();
    }
    CaptureFile file = plan.file();
    if (file.isStdin()) {
      throw new Failure(
          "stdin can be replayed at its real pace or with --clock-offset-ns; otherwise save it to"
              + " a file first");
    }
    try (CaptureSource ahead = CaptureSource.open(file)) {
      while (ahead.next() != null) {
        if (Thread.currentThread().isInterrupted()) {
          break; // turn() notices
        }
      }
      return ahead.reached();
    } catch (IOException e) {
      throw new Failure("cannot close " + file.name() + ": " + e.getMessage(), e);
    }
  }

  /** Now, or when the offset has grown enough for a new turn. */
  private long startMs(long first, long last, long least) throws InterruptedException {
    long now = clock.nowMs();
    while (plan.clockOffsetNs() == null && offset(now, first, last) < least) {
      clock.until(now + Math.max(1, (least - offset(now, first, last)) / NS_PER_MS));
      now = clock.nowMs();
    }
    return now;
  }

  private long offset(long startMs, long first, long last) {
    return plan.clockOffsetNs() != null
        ? plan.clockOffsetNs()
        : offsets.at(startMs * NS_PER_MS, first, last);
  }

  /** Host i of turn n has the given session with n and i added to its two halves. */
  private List<CaptureSession> sessions(long offset, long firstNs) {
    UUID base = plan.session() == null ? UUID.randomUUID() : plan.session();
    int turn = plan.session() == null ? 0 : report.turns();
    List<CaptureSession> sessions = new ArrayList<>();
    for (int i = 0; i < plan.hosts().size(); i++) {
      UUID session =
          new UUID(base.getMostSignificantBits() + turn, base.getLeastSignificantBits() + i);
      sessions.add(
          CaptureSession.startingAt(plan.hosts().get(i), session, offset, firstNs)
              .labelled(plan.labels()));
    }
    ReplayReport r = report;
    report =
        new ReplayReport(
            topic,
            plan.hosts(),
            sessions.stream().map(CaptureSession::session).toList(),
            offset,
            r.turns() + 1,
            r.records(),
            r.lines(),
            r.bytes());
    return sessions;
  }

  private void publish(CaptureRecord record, List<CaptureSession> sessions)
      throws InterruptedException {
    long timestampMs = clock.nowMs();
    for (CaptureSession session : sessions) {
      publisher.send(session.host(), session.raw(record, timestampMs));
    }
    int hosts = sessions.size();
    long bytes = record.lines() == 0 ? 0 : record.value().length;
    ReplayReport r = report;
    report =
        new ReplayReport(
            topic,
            r.hosts(),
            r.sessions(),
            r.clockOffsetNs(),
            r.turns(),
            r.records() + hosts,
            r.lines() + (long) hosts * record.lines(),
            r.bytes() + hosts * bytes);
  }
}
