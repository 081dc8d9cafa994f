package io.probestream.cli.analyze;

import io.probestream.schemas.window.LatencyWindow;
import io.probestream.schemas.window.MissedWindow;
import io.probestream.schemas.window.RateWindow;
import io.probestream.streams.engine.Reject;
import io.probestream.streams.engine.ResultSink;
import java.util.ArrayList;
import java.util.List;

/**
 * The windows of a run in the order in which they closed, as in the topics. Rejects are dropped
 * here: the summary counts them.
 *
 * @param rates values of the topic {@code rates}
 * @param latency values of the topic {@code latency}
 * @param missed values of the topic {@code missed}
 */
record Windows(List<RateWindow> rates, List<LatencyWindow> latency, List<MissedWindow> missed)
    implements ResultSink {
  /** Keeps the windows of a run. */
  static Windows keeping() {
    return new Windows(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
  }

  /** Takes nothing. */
  static ResultSink none() {
    return new ResultSink() {
      @Override
      public boolean takesWindows() {
        return false;
      }

      @Override
      public void rate(RateWindow window) {}

      @Override
      public void latency(LatencyWindow window) {}

      @Override
      public void missed(MissedWindow window) {}

      @Override
      public void reject(Reject reject) {}
    };
  }

  @Override
  public void rate(RateWindow window) {
    rates.add(window);
  }

  @Override
  public void latency(LatencyWindow window) {
    latency.add(window);
  }

  @Override
  public void missed(MissedWindow window) {
    missed.add(window);
  }

  @Override
  public void reject(Reject reject) {}
}
