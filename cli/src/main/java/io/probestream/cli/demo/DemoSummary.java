package io.probestream.cli.demo;

import io.probestream.schemas.window.Causes;
import io.probestream.schemas.window.LatencyWindow;
import io.probestream.schemas.window.LineLaw;
import io.probestream.schemas.window.RateWindow;
import java.util.List;

/**
 * What {@code --format json} prints: one object. Durations are exact nanoseconds, times epoch ms.
 *
 * @param source {@code live} or {@code replay}
 * @param title what the source is
 * @param durationMs how long it ran
 * @param hosts how many hosts reported
 * @param events of all probes
 * @param ratesCompletenessPpm of all rates together, in parts per million
 * @param latencyCompletenessPpm of all latencies together
 * @param functions all hosts together, as in the latency topic, over the whole run
 * @param probes all hosts together
 * @param unblamed what is missing where no probe can be blamed
 * @param lineLaw of the sessions that have ended; absent while none has
 */
record DemoSummary(
    String source,
    String title,
    long durationMs,
    int hosts,
    long events,
    int ratesCompletenessPpm,
    int latencyCompletenessPpm,
    List<LatencyWindow> functions,
    List<ProbeSummary> probes,
    Causes unblamed,
    LineLaw lineLaw) {

  /**
   * One probe.
   *
   * @param rate as in the rates topic, over the whole run
   * @param missed how many events are missing
   * @param causes why
   */
  record ProbeSummary(RateWindow rate, long missed, Causes causes) {}

  static DemoSummary of(DemoSource source, DemoView view, long durationMs) {
    return new DemoSummary(
        source.kind(),
        source.title(),
        durationMs,
        view.hosts(),
        view.events(),
        view.ratesPpm(),
        view.callsPpm(),
        view.functions().stream().map(DemoView.FunctionView::total).toList(),
        view.probes().stream()
            .map(p -> new ProbeSummary(p.total(), DemoScreen.missed(p.causes()), p.causes()))
            .toList(),
        view.unblamed(),
        view.law());
  }
}
