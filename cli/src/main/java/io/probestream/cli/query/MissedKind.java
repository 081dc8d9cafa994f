package io.probestream.cli.query;

import io.probestream.schemas.Topics;
import io.probestream.schemas.window.MissedWindow;
import io.probestream.streams.rollup.MissedSpan;
import io.probestream.streams.rollup.WindowSpan;

/** What was missed. */
final class MissedKind implements WindowKind<MissedWindow> {
  @Override
  public String noun() {
    return "accounts of what was missed";
  }

  @Override
  public Class<MissedWindow> type() {
    return MissedWindow.class;
  }

  @Override
  public String topic(Topics topics, boolean fleet) {
    return fleet ? topics.fleetMissed() : topics.missed();
  }

  @Override
  public String path() {
    return "missed";
  }

  @Override
  public String nameKey() {
    return "probe";
  }

  @Override
  public String host(MissedWindow w) {
    return w.host();
  }

  @Override
  public String name(MissedWindow w) {
    return w.probe();
  }

  @Override
  public boolean counts(MissedWindow w) {
    return w.silent() == null && w.warmupUntilMs() == null;
  }

  @Override
  public long startMs(MissedWindow w) {
    return w.startMs();
  }

  @Override
  public long endMs(MissedWindow w) {
    return w.endMs();
  }

  @Override
  public boolean isFinal(MissedWindow w) {
    return Boolean.TRUE.equals(w.isFinal());
  }

  @Override
  public WindowSpan<MissedWindow> span(String host, String name) {
    return new MissedSpan(host, name);
  }
}
