package io.probestream.streams.engine;

import io.probestream.streams.window.NameIndex;
import io.probestream.streams.window.WindowBook;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** What outlives a session of a host: its open windows and the names in them. */
final class HostBooks {
  final String host;
  final long maxCallNs;
  WindowBook windows;
  NameIndex probeNames = new NameIndex();
  NameIndex functionNames = new NameIndex();

  /** From this epoch time on rates, or all results, are whole: a session was taken up midway. */
  long ratesFromMs = Long.MIN_VALUE;

  long wholeFromMs = Long.MIN_VALUE;

  /** Takes whole-run totals; null unless somebody asked. */
  RunTotals totals;

  HostBooks(String host, EngineConfig config) {
    this.host = host;
    maxCallNs = config.maxCallMs() * 1_000_000;
    windows = new WindowBook(config.windowMs(), config.histogramDigits());
  }

  int probeId(String name) {
    return probeNames.of(name);
  }

  int functionId(String name) {
    return functionNames.of(name);
  }

  /**
   * Forgets names that no open window holds, so that they do not pile up over sessions. The others
   * get new numbers: only between sessions, which remember numbers.
   */
  void forgetNames() {
    probeNames = probeNames.compact(windows.renumberProbes(probeNames.size()));
    functionNames = functionNames.compact(windows.renumberFunctions(functionNames.size()));
  }

  void write(DataOutput out) throws IOException {
    out.writeLong(ratesFromMs);
    out.writeLong(wholeFromMs);
    probeNames.write(out);
    functionNames.write(out);
    windows.write(out);
  }

  void read(DataInput in) throws IOException {
    ratesFromMs = in.readLong();
    wholeFromMs = in.readLong();
    probeNames = NameIndex.read(in);
    functionNames = NameIndex.read(in);
    windows.read(in);
  }
}
