package io.probestream.streams.engine;

import io.probestream.streams.window.NameIndex;
import io.probestream.streams.window.WindowBook;

/** What outlives a session of a host: its open windows and the names in them. */
final class HostBooks {
  final String host;
  WindowBook windows;
  NameIndex probeNames = new NameIndex();
  NameIndex functionNames = new NameIndex();

  /** Takes whole-run totals; null unless somebody asked. */
  RunTotals totals;

  HostBooks(String host, EngineConfig config) {
    this.host = host;
    windows = new WindowBook(config.windowMs(), config.histogramDigits());
  }

  int probeId(String name) {
    return probeNames.of(name);
  }

  int functionId(String name) {
    return functionNames.of(name);
  }

  /** Forgets names that no open window holds, so that they do not pile up over sessions. */
  void forgetNames() {
    if (windows.isEmpty()) {
      probeNames = new NameIndex();
      functionNames = new NameIndex();
    }
  }
}
