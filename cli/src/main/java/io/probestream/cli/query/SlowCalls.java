package io.probestream.cli.query;

import io.probestream.schemas.window.LatencyWindow;
import io.probestream.schemas.window.SlowCall;
import io.probestream.streams.window.LatencyMath;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;

/** The slowest calls of many windows, at most a given number. Not thread-safe. */
final class SlowCalls {
  /** A slow call with what only its window says. */
  record Slow(String function, String unit, SlowCall call) {}

  /** Of equal ones the newest first: its raw record is the one that may still be there. */
  private static final Comparator<Slow> SLOWEST_FIRST =
      Comparator.comparingLong((Slow s) -> s.call().durationNs())
          .thenComparingLong(s -> s.call().endNs())
          .reversed()
          .thenComparing(Slow::call, LatencyMath.SLOWEST_FIRST)
          .thenComparing(Slow::function);

  private final TreeSet<Slow> slowest = new TreeSet<>(SLOWEST_FIRST);
  private final int most;

  SlowCalls(int most) {
    this.most = most;
  }

  static List<Slow> of(LatencyWindow w) {
    return w.slowest().stream().map(c -> new Slow(w.function(), w.unit(), c)).toList();
  }

  void add(Slow call) {
    slowest.add(call);
    while (slowest.size() > most) {
      slowest.pollLast();
    }
  }

  /** Slowest first. */
  List<Slow> list() {
    return List.copyOf(slowest);
  }
}
