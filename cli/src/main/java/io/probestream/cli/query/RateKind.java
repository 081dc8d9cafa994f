package io.probestream.cli.query;

import io.probestream.schemas.Topics;
import io.probestream.schemas.window.RateWindow;
import io.probestream.streams.rollup.RateSpan;
import io.probestream.streams.rollup.WindowSpan;

/** Events of probes. */
final class RateKind implements WindowKind<RateWindow> {
  @Override
  public String noun() {
    return "rates";
  }

  @Override
  public Class<RateWindow> type() {
    return RateWindow.class;
  }

  @Override
  public String topic(Topics topics, boolean fleet) {
    return fleet ? topics.fleetRates() : topics.rates();
  }

  @Override
  public String path() {
    return "rates";
  }

  @Override
  public String nameKey() {
    return "probe";
  }

  @Override
  public String host(RateWindow w) {
    return w.host();
  }

  @Override
  public String name(RateWindow w) {
    return w.probe();
  }

  @Override
  public long startMs(RateWindow w) {
    return w.startMs();
  }

  @Override
  public long endMs(RateWindow w) {
    return w.endMs();
  }

  @Override
  public boolean isFinal(RateWindow w) {
    return Boolean.TRUE.equals(w.isFinal());
  }

  @Override
  public WindowSpan<RateWindow> span(String host, String name) {
    return new RateSpan(host, name);
  }
}
