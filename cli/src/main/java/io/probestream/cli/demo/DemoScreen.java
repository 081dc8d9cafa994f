package io.probestream.cli.demo;

import io.probestream.cli.demo.DemoView.FunctionView;
import io.probestream.cli.demo.DemoView.ProbeView;
import io.probestream.cli.results.Cause;
import io.probestream.cli.text.Table;
import io.probestream.cli.text.Units;
import io.probestream.schemas.window.Causes;
import io.probestream.schemas.window.LatencyWindow;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Lays out what the demo shows: pure text, at most so many lines of so many columns. The footer
 * always stays; where room is short, blank lines go first, then the last rows.
 */
final class DemoScreen {
  private static final int NAME_WIDTH = 24;

  private final String title;
  private final List<String> footer;

  DemoScreen(String title, List<String> footer) {
    this.title = title;
    this.footer = List.copyOf(footer);
  }

  String title() {
    return title;
  }

  /** The live screen. */
  List<String> live(DemoView view, long elapsedMs, int width, int height) {
    String head = title + " · " + Units.span(elapsedMs);
    return fit(head, functions(view, true), probes(view, true), status(view), width, height);
  }

  /** Before the first row. */
  List<String> waiting(String stage, long elapsedMs, int width, int height) {
    String head = title + " · " + Units.span(elapsedMs);
    return fit(head, List.of(stage + " …"), List.of(), List.of(), width, height);
  }

  /** Everything since the start, as many lines as it takes. */
  List<String> summary(DemoView view, long elapsedMs, int width) {
    List<String> lines = new ArrayList<>();
    lines.add(title + " · " + Units.span(elapsedMs));
    lines.add("");
    lines.addAll(functions(view, false));
    lines.add("");
    lines.addAll(probes(view, false));
    lines.add("");
    lines.addAll(status(view));
    return lines.stream().map(line -> Table.cutEnd(line, width)).toList();
  }

  private List<String> fit(
      String head,
      List<String> functions,
      List<String> probes,
      List<String> status,
      int width,
      int height) {
    List<String> lines = new ArrayList<>(List.of(head));
    List<String> bottom = new ArrayList<>(status);
    bottom.addAll(footer);
    int room = height - 1 - bottom.size();
    int spare = room - functions.size() - probes.size();
    if (spare >= 1) {
      lines.add("");
    }
    lines.addAll(functions);
    if (spare >= 2) {
      lines.add("");
    }
    lines.addAll(probes);
    int most = height - bottom.size();
    if (lines.size() > most) {
      int hidden = lines.size() - most + 1;
      lines = new ArrayList<>(lines.subList(0, Math.max(1, most - 1)));
      lines.add("… " + hidden + " more rows; a taller window shows them");
    } else if (lines.size() < most) {
      lines.add("");
    }
    lines.addAll(bottom);
    return lines.stream().map(line -> Table.cutEnd(line, width)).toList();
  }

  private static List<String> functions(DemoView view, boolean recent) {
    Table table = new Table("FUNCTION", ">RATE", ">P50", ">P99", ">MAX", ">CALLS", ">COMPLETE");
    for (FunctionView f : view.functions()) {
      LatencyWindow w = recent ? f.recent() : f.total();
      long spanMs = recent ? f.recentMs() : f.total().endMs() - f.total().startMs();
      boolean none = w == null || w.count() == 0;
      table.row(
          Table.fit(f.function(), NAME_WIDTH),
          w == null ? "0/s" : Units.rate(w.count(), spanMs),
          none ? "-" : Units.duration(w.p50Ns(), w.unit()),
          none ? "-" : Units.duration(w.p99Ns(), w.unit()),
          none ? "-" : Units.duration(w.maxNs(), w.unit()),
          Units.count(f.total().count()),
          Units.percent(f.total().completenessPpm()));
    }
    return table.lines();
  }

  private static List<String> probes(DemoView view, boolean recent) {
    Table table = new Table("PROBE", ">RATE", ">EVENTS", ">MISSED", "WHY");
    for (ProbeView p : view.probes()) {
      long spanMs = recent ? p.recentMs() : p.total().endMs() - p.total().startMs();
      table.row(
          Table.fit(p.probe(), NAME_WIDTH),
          Units.rate(recent ? p.recentEvents() : p.total().count(), spanMs),
          Units.count(p.total().count()),
          Units.count(missed(p.causes())),
          why(p.causes()));
    }
    if (missed(view.unblamed()) > 0) {
      table.row("(any probe)", "", "", Units.count(missed(view.unblamed())), why(view.unblamed()));
    }
    return table.lines();
  }

  private static List<String> status(DemoView view) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "Complete: "
            + Units.percent(view.ratesPpm())
            + " of events, "
            + Units.percent(view.callsPpm())
            + " of calls; "
            + Units.count(view.events(), "event")
            + " of "
            + Units.count(view.hosts(), "host"));
    if (view.law() != null && view.law().handedOut() >= 0) {
      lines.add(
          "Lines:    "
              + Units.count(view.law().handedOut())
              + " handed out by the kernel = "
              + Units.count(view.law().records())
              + " received + "
              + Units.count(view.law().collectorDropped() + view.law().transportLost())
              + " lost");
    }
    return lines;
  }

  static long missed(Causes causes) {
    return Cause.of(causes).stream().filter(Cause::isLoss).mapToLong(Cause::count).sum();
  }

  private static String why(Causes causes) {
    List<Cause> all = Cause.of(causes).stream().filter(Cause::isLoss).toList();
    if (all.size() == 1) {
      return all.get(0).name() + ": " + all.get(0).brief();
    }
    return all.stream().map(c -> c.name() + " " + c.count()).collect(Collectors.joining(", "));
  }
}
