package io.probestream.cli.demo;

import io.probestream.schemas.window.Causes;
import io.probestream.schemas.window.LatencyWindow;
import io.probestream.schemas.window.LineLaw;
import io.probestream.schemas.window.RateWindow;
import java.util.List;

/**
 * What the demo knows at one moment, all hosts together.
 *
 * @param functions in the order they were first seen
 * @param probes in the order they were first seen
 * @param unblamed what is missing where no probe can be blamed
 * @param hosts how many hosts reported
 * @param events of all probes so far
 * @param ratesPpm completeness of all rates together
 * @param callsPpm completeness of all latencies together
 * @param law of the sessions that have ended; null while none has
 */
record DemoView(
    List<FunctionView> functions,
    List<ProbeView> probes,
    Causes unblamed,
    int hosts,
    long events,
    int ratesPpm,
    int callsPpm,
    LineLaw law) {

  /**
   * One function.
   *
   * @param recent the last 10 s; null where nothing was called then
   * @param recentMs how much of these 10 s there is
   * @param total since the start
   */
  record FunctionView(String function, LatencyWindow recent, long recentMs, LatencyWindow total) {}

  /**
   * One probe.
   *
   * @param recentEvents events of the last 10 s
   * @param recentMs how much of these 10 s there is
   * @param total since the start
   * @param causes why events are missing since the start
   */
  record ProbeView(
      String probe, long recentEvents, long recentMs, RateWindow total, Causes causes) {}

  /** Whether there is a first row. */
  boolean hasRows() {
    return !functions.isEmpty() || !probes.isEmpty();
  }
}
