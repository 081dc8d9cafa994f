package io.probestream.bench;

import io.probestream.schemas.window.LatencyWindow;
import io.probestream.schemas.window.MissedWindow;
import io.probestream.schemas.window.RateWindow;
import io.probestream.streams.engine.Reject;
import io.probestream.streams.engine.ResultSink;

/** Takes windows, so that they are made, and keeps their number. */
final class CountingSink implements ResultSink {
  long records;

  @Override
  public void rate(RateWindow window) {
    records++;
  }

  @Override
  public void latency(LatencyWindow window) {
    records++;
  }

  @Override
  public void missed(MissedWindow window) {
    records++;
  }

  @Override
  public void reject(Reject reject) {
    records++;
  }
}
