package io.probestream.streams.rollup;

import io.probestream.schemas.Histograms;
import io.probestream.schemas.raw.Pair;
import io.probestream.schemas.raw.Status;
import io.probestream.schemas.window.Breakdown;
import io.probestream.schemas.window.Causes;
import io.probestream.schemas.window.InFlight;
import io.probestream.schemas.window.LatencyWindow;
import io.probestream.schemas.window.LineLaw;
import io.probestream.schemas.window.MissedWindow;
import io.probestream.schemas.window.RateWindow;
import io.probestream.schemas.window.SessionTotals;
import io.probestream.schemas.window.SlowCall;
import io.probestream.streams.window.Breakdowns;
import io.probestream.streams.window.CallCounts;
import io.probestream.streams.window.LatencyMath;
import io.probestream.streams.window.ValueCalls;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/** Windows with random figures. */
public final class MadeWindows {
  static final int WINDOW_MS = 1_000;

  private final Random random;

  public MadeWindows(long seed) {
    random = new Random(seed);
  }

  public RateWindow rate(String host, String probe, long startMs) {
    long lostMax = random.nextInt(4) == 0 ? random.nextInt(1_000) : 0;
    long missed = random.nextInt(3) == 0 ? random.nextInt(50) : 0;
    long count = random.nextInt(100_000);
    return new RateWindow(
        host,
        probe,
        startMs,
        startMs + WINDOW_MS,
        count,
        random.nextBoolean() ? null : (Long) (long) random.nextInt(200_000),
        0,
        lostMax,
        missed,
        LatencyMath.completenessPpm(count, lostMax + missed),
        random.nextInt(10) == 0,
        random.nextInt(10) == 0 ? true : null,
        null,
        null);
  }

  public LatencyWindow latency(String host, String function, long startMs) {
    Histogram histogram = Histograms.empty(Histograms.DEFAULT_DIGITS);
    int calls = random.nextInt(60);
    long sumNs = 0;
    long minNs = Long.MAX_VALUE;
    long maxNs = Long.MIN_VALUE;
    List<Long> durations = new ArrayList<>();
    List<SlowCall> slow = new ArrayList<>();
    Map<Integer, Long> errnos = new TreeMap<>();
    for (int i = 0; i < calls; i++) {
      long ns = (long) Math.exp(random.nextDouble() * 22);
      histogram.recordValue(ns);
      durations.add(ns);
      sumNs += ns;
      minNs = Math.min(minNs, ns);
      maxNs = Math.max(maxNs, ns);
      slow.add(
          new SlowCall(
              host, ns, startMs * 1_000_000 + i, i, "task " + i, i % 4, 3, 1_000 + i, 1_001 + i));
      if (i % 7 == 0) {
        errnos.merge(1 + random.nextInt(40), 1L, Long::sum);
      }
    }
    long errors = errnos.values().stream().mapToLong(Long::longValue).sum();
    CallCounts counts =
        new CallCounts(
            sumNs,
            minNs,
            maxNs,
            errors,
            random.nextInt(3),
            random.nextInt(3),
            random.nextInt(5),
            random.nextInt(5),
            random.nextInt(9));
    LatencyWindow window =
        LatencyMath.window(
            host,
            function,
            startMs,
            startMs + WINDOW_MS,
            Status.NS,
            histogram,
            counts,
            LatencyMath.errnos(errnos),
            LatencyMath.slowest(slow),
            inFlight(),
            random.nextInt(10) == 0,
            null,
            null);
    if (random.nextInt(3) > 0 && calls > 0) {
      window = window.with(toldApart(durations, histogram, counts));
    }
    return random.nextInt(10) == 0 ? window.asWarmup() : window;
  }

  /** By tasks whose ids and names change, some of them folded. */
  private List<Breakdown> toldApart(List<Long> durations, Histogram histogram, CallCounts counts) {
    Breakdowns breakdowns = new Breakdowns();
    for (long ns : durations) {
      int pid = random.nextInt(6);
      ValueCalls calls = breakdowns.of(Pair.TASK, Integer.toString(pid));
      calls.add(1, ns, ns, ns, 0);
      calls.durations().add(histogram.lowestEquivalentValue(ns), 1);
      calls.named("task" + random.nextInt(3), 0);
    }
    return breakdowns.result(4, histogram, counts);
  }

  public MissedWindow missed(String host, String probe, long startMs) {
    Causes causes =
        new Causes(n(), n(), n(), n(), n(), n(), n(), n(), n(), n(), n(), n(), n(), n(), n(), n());
    boolean whole = random.nextBoolean();
    return new MissedWindow(
        host,
        probe,
        startMs,
        startMs + WINDOW_MS,
        "session-" + startMs,
        causes,
        whole ? new SessionTotals(n(), n(), n(), n(), n(), n(), n(), random.nextBoolean()) : null,
        whole ? new LineLaw(n() - 1, n(), n(), n(), n(), n(), n(), n(), false) : null,
        random.nextInt(5) == 0,
        null,
        null);
  }

  private InFlight inFlight() {
    long atEnd = random.nextInt(3);
    return random.nextInt(4) == 0
        ? null
        : new InFlight(atEnd, n(), atEnd + random.nextInt(4), null, atEnd * 1_000, n());
  }

  private long n() {
    return random.nextInt(5) == 0 ? random.nextInt(1_000_000) : 0;
  }
}
