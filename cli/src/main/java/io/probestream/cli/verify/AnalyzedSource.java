package io.probestream.cli.verify;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.probestream.cli.analyze.Analysis;
import io.probestream.cli.capture.CaptureFile;
import io.probestream.schemas.Json;
import io.probestream.schemas.Keys;
import io.probestream.schemas.window.LatencyWindow;
import io.probestream.schemas.window.MissedWindow;
import io.probestream.schemas.window.RateWindow;
import io.probestream.streams.engine.Reject;
import io.probestream.streams.engine.ResultSink;
import java.util.Map;
import java.util.function.Consumer;

/** What {@code analyze} makes of a capture; it is read anew for each topic. */
record AnalyzedSource(CaptureFile file, Analysis analysis) implements ResultSource {
  @Override
  public String name() {
    return file.name();
  }

  @Override
  public void scan(ResultKind kind, Consumer<ResultRecord> sink) throws InterruptedException {
    analysis.run(file, new Windows(kind, sink), source -> {});
  }

  private record Windows(ResultKind kind, Consumer<ResultRecord> sink) implements ResultSink {
    @Override
    public void rate(RateWindow w) {
      if (kind == ResultKind.RATES) {
        give(Keys.of(w.host(), w.probe()), w.startMs(), w.endMs(), w);
      }
    }

    @Override
    public void latency(LatencyWindow w) {
      if (kind == ResultKind.LATENCY) {
        give(Keys.of(w.host(), w.function()), w.startMs(), w.endMs(), w);
      }
    }

    @Override
    public void missed(MissedWindow w) {
      if (kind == ResultKind.MISSED) {
        give(Keys.of(w.host(), w.probe()), w.startMs(), w.endMs(), w);
      }
    }

    @Override
    public void reject(Reject reject) {}

    private void give(String key, long startMs, long endMs, Object window) {
      ObjectNode value = Json.mapper().valueToTree(window);
      sink.accept(new ResultRecord(key, startMs, endMs, -1, Map.of(), value, value.toString()));
    }
  }
}
