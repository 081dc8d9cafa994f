package io.probestream.streams.engine;

import io.probestream.schemas.window.LatencyWindow;
import io.probestream.schemas.window.MissedWindow;
import io.probestream.schemas.window.RateWindow;

/** Takes what leaves a {@link HostEngine}: closed windows, and what could not be used. */
public interface ResultSink {
  /** Whether it wants windows at all: they are not made for who drops them. */
  default boolean takesWindows() {
    return true;
  }

  void rate(RateWindow window);

  void latency(LatencyWindow window);

  void missed(MissedWindow window);

  void reject(Reject reject);
}
