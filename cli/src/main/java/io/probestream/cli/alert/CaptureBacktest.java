package io.probestream.cli.alert;

import io.probestream.cli.analyze.Analysis;
import io.probestream.cli.capture.CaptureFile;
import io.probestream.schemas.Json;
import io.probestream.schemas.raw.RecordType;
import io.probestream.schemas.raw.Status;
import io.probestream.schemas.window.LatencyWindow;
import io.probestream.schemas.window.MissedWindow;
import io.probestream.schemas.window.RateWindow;
import io.probestream.streams.engine.EngineConfig;
import io.probestream.streams.engine.HostEngine;
import io.probestream.streams.engine.RawRecord;
import io.probestream.streams.engine.Reject;
import io.probestream.streams.engine.ResultSink;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Runs rules over a capture: the engine of {@code analyze}, and behind it evaluators. The fleet is
 * this one host. Not thread-safe.
 */
final class CaptureBacktest implements ResultSink, Analysis.Follower {
  private static final UUID SESSION = new UUID(0, 0);

  private final String host;
  private final long clockOffsetNs;
  private final long windowMs;
  private final Map<String, String> labels;
  private final Backtest backtest;

  /** The host's labels as its last status has them. */
  private Map<String, String> told = Map.of();

  /**
   * @param host the host's name
   * @param clockOffsetNs realtime minus trace clock
   * @param windowMs length of the windows
   * @param labels of the host, where its status has none
   * @param backtest the evaluators
   */
  CaptureBacktest(
      String host,
      long clockOffsetNs,
      long windowMs,
      Map<String, String> labels,
      Backtest backtest) {
    this.host = host;
    this.clockOffsetNs = clockOffsetNs;
    this.windowMs = windowMs;
    this.labels = labels;
    this.backtest = backtest;
  }

  /** Reads all of it. */
  void run(CaptureFile file) throws InterruptedException {
    EngineConfig standard = EngineConfig.standard();
    EngineConfig config =
        new EngineConfig(
            windowMs, standard.graceMs(), standard.silenceMs(), standard.histogramDigits());
    new Analysis(host, SESSION, clockOffsetNs, config, false).run(file, this, this, source -> {});
  }

  @Override
  public void rate(RateWindow w) {
    take(w);
  }

  @Override
  public void latency(LatencyWindow w) {
    take(w);
  }

  @Override
  public void missed(MissedWindow w) {
    take(w);
  }

  private void take(Object window) {
    backtest.window(window, null);
    if (backtest.wantsFleet() && FleetMerge.takes(window)) {
      FleetMerge merge = new FleetMerge(window);
      merge.add(window);
      backtest.window(merge.window(), null);
      if (!backtest.fleetLabels().isEmpty()) {
        backtest.window(merge.window(), backtest.part(told));
      }
    }
  }

  @Override
  public void reject(Reject reject) {}

  @Override
  public void accepted(RawRecord record, HostEngine engine) {
    if (record.meta().type() == RecordType.STATUS) {
      Status status = labelled(Json.read(record.value(), Status.class));
      told = status.labels();
      backtest.status(record.meta().session(), status);
    }
    advance(engine);
  }

  @Override
  public void ended(HostEngine engine) {
    advance(engine);
  }

  private void advance(HostEngine engine) {
    long toMs = engine.watermarkMs();
    if (toMs != HostEngine.NO_WATERMARK) {
      backtest.advance(host, toMs);
      backtest.advanceFleet(toMs);
    }
  }

  private Status labelled(Status s) {
    Map<String, String> all = new TreeMap<>(labels);
    all.putAll(s.labels());
    return new Status(
        s.host(),
        s.startMs(),
        s.bootId(),
        s.kernelRelease(),
        s.arch(),
        s.clock(),
        s.clockUnit(),
        s.clockResolutionNs(),
        s.capture(),
        s.form(),
        all,
        s.definitionsKnown(),
        s.probes(),
        s.pairs(),
        s.counters(),
        s.closing(),
        s.overwrite(),
        s.leftBehind());
  }
}
