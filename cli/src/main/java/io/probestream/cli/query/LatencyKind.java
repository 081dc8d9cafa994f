package io.probestream.cli.query;

import io.probestream.schemas.Topics;
import io.probestream.schemas.window.LatencyWindow;
import io.probestream.streams.rollup.LatencySpan;
import io.probestream.streams.rollup.WindowSpan;

/** Latencies of functions. */
final class LatencyKind implements WindowKind<LatencyWindow> {
  @Override
  public String noun() {
    return "latencies";
  }

  @Override
  public Class<LatencyWindow> type() {
    return LatencyWindow.class;
  }

  @Override
  public String topic(Topics topics, boolean fleet) {
    return fleet ? topics.fleetLatency() : topics.latency();
  }

  @Override
  public String path() {
    return "latency";
  }

  @Override
  public String nameKey() {
    return "function";
  }

  @Override
  public String host(LatencyWindow w) {
    return w.host();
  }

  @Override
  public String name(LatencyWindow w) {
    return w.function();
  }

  @Override
  public String mergeKey(LatencyWindow w) {
    return w.unit();
  }

  @Override
  public long startMs(LatencyWindow w) {
    return w.startMs();
  }

  @Override
  public long endMs(LatencyWindow w) {
    return w.endMs();
  }

  @Override
  public boolean isFinal(LatencyWindow w) {
    return Boolean.TRUE.equals(w.isFinal());
  }

  @Override
  public WindowSpan<LatencyWindow> span(String host, String name) {
    return new LatencySpan(host, name);
  }
}
