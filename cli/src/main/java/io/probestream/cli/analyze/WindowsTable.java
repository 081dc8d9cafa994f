package io.probestream.cli.analyze;

import io.probestream.cli.text.Table;
import io.probestream.cli.text.Units;
import io.probestream.schemas.window.LatencyWindow;
import io.probestream.schemas.window.RateWindow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The windows of a run for people: rates and latency; JSON has all of their fields. */
final class WindowsTable {
  private WindowsTable() {}

  static List<String> lines(Windows windows, int width) {
    List<String> lines = new ArrayList<>();
    Table rates = new Table("WINDOW", "PROBE", ">EVENTS", ">RATE", ">COMPLETE").cut("PROBE", 12);
    for (RateWindow w : windows.rates()) {
      rates.row(
          start(w.startMs()),
          w.probe(),
          Units.count(w.count()),
          Units.rate(w.count(), w.endMs() - w.startMs()),
          Units.percent(w.completenessPpm()));
    }
    add(lines, rates, width);
    Table latency =
        new Table(
                "WINDOW",
                "FUNCTION",
                ">CALLS",
                ">P50",
                ">P99",
                ">MAX",
                ">IN FLIGHT",
                ">OLDEST",
                ">COMPLETE")
            .cut("FUNCTION", 12)
            .drop("COMPLETE");
    for (LatencyWindow w : windows.latency()) {
      latency.row(
          start(w.startMs()),
          w.function(),
          Units.count(w.count()),
          duration(w, w.p50Ns()),
          duration(w, w.p99Ns()),
          duration(w, w.maxNs()),
          Units.inFlight(w.inFlight()),
          Units.oldest(w.inFlight()),
          Units.percent(w.completenessPpm()));
    }
    add(lines, latency, width);
    return lines;
  }

  private static String duration(LatencyWindow w, long value) {
    return w.count() == 0 ? "-" : Units.duration(value, w.unit());
  }

  private static String start(long startMs) {
    return Instant.ofEpochMilli(startMs).toString();
  }

  private static void add(List<String> lines, Table table, int width) {
    if (!table.isEmpty()) {
      lines.add("");
      lines.addAll(table.lines(width));
    }
  }
}
