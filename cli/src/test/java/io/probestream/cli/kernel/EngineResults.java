package io.probestream.cli.kernel;

import io.probestream.schemas.raw.RawMeta;
import io.probestream.schemas.window.LatencyWindow;
import io.probestream.schemas.window.MissedWindow;
import io.probestream.schemas.window.RateWindow;
import io.probestream.streams.engine.EngineConfig;
import io.probestream.streams.engine.HostEngine;
import io.probestream.streams.engine.RawRecord;
import io.probestream.streams.engine.Reject;
import io.probestream.streams.engine.ResultSink;
import io.probestream.streams.engine.RunSummary;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * What {@code analyze} would make of one host's records: the whole session with its tasks, which
 * the topics do not have.
 */
final class EngineResults implements ResultSink {
  final List<Reject> rejects = new ArrayList<>();
  private RunSummary summary;

  private EngineResults() {}

  static EngineResults of(String host, List<ConsumerRecord<String, byte[]>> raw) {
    EngineResults results = new EngineResults();
    HostEngine engine = new HostEngine(host, EngineConfig.standard());
    engine.keepTotals(true);
    for (ConsumerRecord<String, byte[]> record : raw) {
      RawMeta meta = RawMeta.of(record.headers());
      if (meta.type().isOfHost() && record.key().equals(host)) {
        engine.accept(
            new RawRecord(
                meta, record.value(), record.timestamp(), record.partition(), record.offset()),
            results);
      }
    }
    engine.end(results);
    results.summary = engine.summary();
    return results;
  }

  /** The totals of the session, which must have ended. */
  RunSummary summary() {
    return summary;
  }

  RunSummary.FunctionSummary function(String entryProbe) {
    return summary.functions().stream()
        .filter(f -> f.entryProbe().equals(entryProbe))
        .findFirst()
        .orElseThrow();
  }

  @Override
  public void rate(RateWindow window) {}

  @Override
  public void latency(LatencyWindow window) {}

  @Override
  public void missed(MissedWindow window) {}

  @Override
  public void reject(Reject reject) {
    rejects.add(reject);
  }
}
