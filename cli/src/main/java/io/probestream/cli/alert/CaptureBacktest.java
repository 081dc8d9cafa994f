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
import io.probestream.streams.window.LatencyMerge;
import io.probestream.streams.window.MissedMerge;
import io.probestream.streams.window.RateMerge;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Runs rules over a capture: the engine of {@code analyze}, and behind it evaluators. The fleet is
 * this one host.
 *
 * @param host the host's name
 * @param clockOffsetNs realtime minus trace clock
 * @param windowMs length of the windows
 * @param labels of the host, where its status has none
 * @param backtest the evaluators
 */
record CaptureBacktest(
    String host, long clockOffsetNs, long windowMs, Map<String, String> labels, Backtest backtest)
    implements ResultSink, Analysis.Follower {
  private static final UUID SESSION = new UUID(0, 0);

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
    backtest.rate(w);
    if (backtest.wantsFleet()) {
      RateMerge merge = new RateMerge(w.probe(), w.startMs(), w.endMs());
      merge.add(w);
      backtest.rate(merge.window(true));
    }
  }

  @Override
  public void latency(LatencyWindow w) {
    backtest.latency(w);
    if (backtest.wantsFleet()) {
      LatencyMerge merge = new LatencyMerge(w.function(), w.startMs(), w.endMs());
      merge.add(w);
      backtest.latency(merge.window(true));
    }
  }

  @Override
  public void missed(MissedWindow w) {
    backtest.missed(w);
    // As in the topology: a host's silence, or warm-up, is nothing that the fleet has missed.
    if (backtest.wantsFleet() && w.silent() == null && w.warmupUntilMs() == null) {
      MissedMerge merge = new MissedMerge(w.probe(), w.startMs(), w.endMs());
      merge.add(w);
      backtest.missed(merge.window(true));
    }
  }

  @Override
  public void reject(Reject reject) {}

  @Override
  public void accepted(RawRecord record, HostEngine engine) {
    if (record.meta().type() == RecordType.STATUS) {
      backtest.status(record.meta().session(), labelled(Json.read(record.value(), Status.class)));
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
