package io.probestream.cli.alert;

import io.probestream.schemas.window.LatencyWindow;
import io.probestream.schemas.window.MissedWindow;
import io.probestream.schemas.window.RateWindow;
import io.probestream.streams.window.LatencyMerge;
import io.probestream.streams.window.MissedMerge;
import io.probestream.streams.window.RateMerge;
import io.probestream.streams.window.WindowMerge;

/** One window of the fleet, or of a part of it, in the making. Not thread-safe. */
final class FleetMerge {
  private final WindowMerge merge;

  /** One of the name and time of a host's window. */
  FleetMerge(Object window) {
    if (window instanceof RateWindow rate) {
      merge = new RateMerge(rate.probe(), rate.startMs(), rate.endMs());
    } else if (window instanceof LatencyWindow latency) {
      merge = new LatencyMerge(latency.function(), latency.startMs(), latency.endMs());
    } else {
      MissedWindow missed = (MissedWindow) window;
      merge = new MissedMerge(missed.probe(), missed.startMs(), missed.endMs());
    }
  }

  /** Whether a host's window is for the fleet: its silence, or warm-up, is nothing it missed. */
  static boolean takes(Object window) {
    return !(window instanceof MissedWindow missed)
        || (missed.silent() == null && missed.warmupUntilMs() == null);
  }

  void add(Object window) {
    if (merge instanceof RateMerge rates) {
      rates.add((RateWindow) window);
    } else if (merge instanceof LatencyMerge latencies) {
      latencies.add((LatencyWindow) window);
    } else {
      ((MissedMerge) merge).add((MissedWindow) window);
    }
  }

  /** The window, final. */
  Object window() {
    if (merge instanceof RateMerge rates) {
      return rates.window(true);
    } else if (merge instanceof LatencyMerge latencies) {
      return latencies.window(true);
    }
    return ((MissedMerge) merge).window(true);
  }
}
