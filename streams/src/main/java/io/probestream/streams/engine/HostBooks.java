package io.probestream.streams.engine;

import io.probestream.schemas.Keys;
import io.probestream.streams.window.NameIndex;
import io.probestream.streams.window.WindowBook;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/** What outlives a session of a host: its open windows and the names in them. */
final class HostBooks {
  private static final int NONE = -1;
  private static final int SEVERAL = -2;

  final String host;
  final long windowMs;
  final long maxCallNs;
  private final int maxNames;
  WindowBook windows;
  NameIndex probeNames = new NameIndex();
  NameIndex functionNames = new NameIndex();

  /** The return probe of each function, {@link #NONE}, or {@link #SEVERAL}. */
  private int[] returnProbes = new int[0];

  /** From this epoch time on rates, or all results, are whole: a session was taken up midway. */
  long ratesFromMs = Long.MIN_VALUE;

  long wholeFromMs = Long.MIN_VALUE;

  /** Takes whole-run totals; null unless somebody asked. */
  RunTotals totals;

  HostBooks(String host, EngineConfig config) {
    this.host = host;
    windowMs = config.windowMs();
    maxNames = config.limits().names();
    maxCallNs = config.maxCallMs() * 1_000_000;
    windows = new WindowBook(config.windowMs(), config.histogramDigits());
  }

  int probeId(String name) {
    return id(probeNames, name);
  }

  int functionId(String name) {
    return id(functionNames, name);
  }

  private int id(NameIndex names, String name) {
    int known = names.find(name);
    return known >= 0 || names.size() < maxNames ? names.of(name) : names.of(Keys.FOLDED);
  }

  /** Where probes beyond the limit are counted, or below 0 if there are none. */
  int foldedProbe() {
    return probeNames.find(Keys.FOLDED);
  }

  /**
   * Forgets names that no open window holds, so that they do not pile up over sessions. The others
   * get new numbers: only between sessions, which remember numbers.
   */
  void forgetNames() {
    int[] probes = windows.renumberProbes(probeNames.size());
    int[] functions = windows.renumberFunctions(functionNames.size());
    probeNames = probeNames.compact(probes);
    functionNames = functionNames.compact(functions);
    int[] kept = new int[functionNames.size()];
    Arrays.fill(kept, NONE);
    for (int id = 0; id < returnProbes.length; id++) {
      if (functions[id] >= 0) {
        kept[functions[id]] = returnProbes[id] < 0 ? returnProbes[id] : probes[returnProbes[id]];
      }
    }
    returnProbes = kept;
  }

  /** The probe whose events are a function's returns; two sessions may differ in it. */
  void returnProbe(int function, int probe) {
    if (function >= returnProbes.length) {
      int from = returnProbes.length;
      returnProbes = Arrays.copyOf(returnProbes, function + 1);
      Arrays.fill(returnProbes, from, function + 1, NONE);
    }
    returnProbes[function] =
        returnProbes[function] == NONE || returnProbes[function] == probe ? probe : SEVERAL;
  }

  /** That probe, or below 0 if it is not one. */
  int returnProbe(int function) {
    return function < returnProbes.length ? returnProbes[function] : NONE;
  }

  void write(DataOutput out) throws IOException {
    out.writeLong(ratesFromMs);
    out.writeLong(wholeFromMs);
    probeNames.write(out);
    functionNames.write(out);
    out.writeInt(returnProbes.length);
    for (int probe : returnProbes) {
      out.writeInt(probe);
    }
    windows.write(out);
  }

  void read(DataInput in) throws IOException {
    ratesFromMs = in.readLong();
    wholeFromMs = in.readLong();
    probeNames = NameIndex.read(in);
    functionNames = NameIndex.read(in);
    returnProbes = new int[in.readInt()];
    for (int i = 0; i < returnProbes.length; i++) {
      returnProbes[i] = in.readInt();
    }
    windows.read(in);
  }
}
