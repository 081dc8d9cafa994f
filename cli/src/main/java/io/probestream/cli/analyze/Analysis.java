package io.probestream.cli.analyze;

import io.probestream.cli.Failure;
import io.probestream.cli.capture.CaptureFile;
import io.probestream.cli.capture.CaptureRecord;
import io.probestream.cli.capture.CaptureSession;
import io.probestream.cli.capture.CaptureSource;
import io.probestream.streams.engine.EngineConfig;
import io.probestream.streams.engine.HostEngine;
import io.probestream.streams.engine.RawRecord;
import io.probestream.streams.engine.ResultSink;
import io.probestream.streams.engine.RunSummary;
import java.io.IOException;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Runs one host's engine over the raw records of a capture.
 *
 * @param host name in the windows
 * @param session session in the windows
 * @param clockOffsetNs realtime minus trace clock
 * @param config of the engine
 * @param byTask keep totals by task
 * @param cores how many threads may parse; the results do not depend on it
 */
public record Analysis(
    String host, UUID session, long clockOffsetNs, EngineConfig config, boolean byTask, int cores) {
  /**
   * Record timestamps: no line is ahead of 2100-01-01, for a capture has no reading host whose
   * clock could tell a forged time.
   */
  private static final long TIMESTAMP_MS = 4_102_444_800_000L;

  /** On all cores. */
  public Analysis(
      String host, UUID session, long clockOffsetNs, EngineConfig config, boolean byTask) {
    this(host, session, clockOffsetNs, config, byTask, Runtime.getRuntime().availableProcessors());
  }

  /** Is shown each record behind the windows that it closed. */
  public interface Follower {
    void accepted(RawRecord record, HostEngine engine);

    /** All windows are closed. */
    void ended(HostEngine engine);
  }

  private static final Follower NOBODY =
      new Follower() {
        @Override
        public void accepted(RawRecord record, HostEngine engine) {}

        @Override
        public void ended(HostEngine engine) {}
      };

  /**
   * Analyzes a whole capture.
   *
   * @throws Failure if it is none, or cannot be read
   * @throws InterruptedException if interrupted
   */
  public RunSummary run(CaptureFile file, ResultSink windows, Consumer<CaptureSource> progress)
      throws InterruptedException {
    return run(file, windows, NOBODY, progress);
  }

  /** The same with somebody who follows. */
  public RunSummary run(
      CaptureFile file, ResultSink windows, Follower follower, Consumer<CaptureSource> progress)
      throws InterruptedException {
    HostEngine engine = new HostEngine(host, config);
    engine.keepTotals(byTask);
    try (CaptureSource source = CaptureSource.open(file)) {
      source.countedBy(engine::lines);
      CaptureRecord status = source.next();
      CaptureSession who =
          CaptureSession.startingAt(
              host, session, clockOffsetNs, source.isTimed() ? source.first() : -clockOffsetNs);
      // Lines without a time are booked where their record was read; here that is the epoch.
      long timestampMs = source.isTimed() ? TIMESTAMP_MS : 0;
      accept(engine, who.raw(status, timestampMs), windows, follower);
      try (ParseAhead ahead =
          new ParseAhead(
              cores, engine::parserAhead, record -> accept(engine, record, windows, follower))) {
        for (CaptureRecord r = source.next(); r != null; r = source.next()) {
          ahead.accept(who.raw(r, timestampMs));
          progress.accept(source);
          if (Thread.interrupted()) {
            throw new InterruptedException();
          }
        }
        ahead.finish();
      }
      engine.end(windows);
      follower.ended(engine);
      RunSummary summary = engine.summary();
      check(file, summary, source.looksLikeTrace());
      return summary;
    } catch (IOException e) {
      throw new Failure("cannot close " + file.name() + ": " + e.getMessage(), e);
    }
  }

  private static void accept(
      HostEngine engine, RawRecord record, ResultSink windows, Follower follower) {
    engine.accept(record, windows);
    follower.accepted(record, engine);
  }

  private static void check(CaptureFile file, RunSummary s, boolean looksLikeTrace) {
    if (s.events() + s.other() + s.lostLines() == 0 && !looksLikeTrace) {
      throw new Failure(
          file.name()
              + " is not a capture: "
              + (s.lines() == 0 ? "it is empty" : "none of its lines is trace output"));
    }
  }
}
