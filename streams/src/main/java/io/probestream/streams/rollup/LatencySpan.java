package io.probestream.streams.rollup;

import io.probestream.schemas.Histograms;
import io.probestream.schemas.raw.Status;
import io.probestream.schemas.window.InFlight;
import io.probestream.schemas.window.LatencyWindow;
import io.probestream.schemas.window.SlowCall;
import io.probestream.streams.window.Breakdowns;
import io.probestream.streams.window.CallCounts;
import io.probestream.streams.window.LatencyMath;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/**
 * Adds up {@link LatencyWindow}s: histograms are added, quantiles never averaged.
 *
 * <p>Nanoseconds and ticks do not add up: where there are both, only those that count nanoseconds
 * are merged, as in {@link io.probestream.streams.window.LatencyMerge}. Of two precisions the
 * coarser one decides.
 */
public final class LatencySpan implements WindowSpan<LatencyWindow> {
  private static final int VERSION = 2;
  private static final CallCounts NOTHING =
      new CallCounts(0, Long.MAX_VALUE, Long.MIN_VALUE, 0, 0, 0, 0, 0, 0);

  private final String host;
  private final String function;
  private TimeSpan span = new TimeSpan();
  private final Map<Integer, Long> errnos = new TreeMap<>();
  private String unit;
  private Histogram histogram;
  private CallCounts counts = NOTHING;
  private List<SlowCall> slowest = List.of();
  private InFlight inFlight;
  private final boolean tellsApart;
  private Breakdowns breakdowns;
  private long newestMs = Long.MIN_VALUE;
  private boolean partial;
  private boolean warmup;

  /** For windows of one host, or with {@code host} null for those of many. */
  public LatencySpan(String host, String function) {
    this(host, function, true);
  }

  /**
   * As above.
   *
   * @param tellsApart false leaves out what the windows' calls are told apart by
   */
  public LatencySpan(String host, String function, boolean tellsApart) {
    this.host = host;
    this.function = function;
    this.tellsApart = tellsApart;
  }

  @Override
  public void add(LatencyWindow w) {
    if (!takes(w.unit())) {
      return;
    }
    span.add(w.startMs(), w.endMs(), w.hosts(), w.isFinal());
    Histogram added = Histograms.decodeBase64(w.histogram());
    if (histogram == null) {
      histogram = added;
    } else {
      ofDigits(added.getNumberOfSignificantValueDigits()).add(added);
    }
    counts = counts.plus(counts(w));
    w.errnos().forEach(e -> errnos.merge(e.errno(), e.count(), Long::sum));
    addSlowest(w.slowest());
    partial |= w.partial();
    warmup |= w.warmup() != null;
    addInFlight(w.startMs(), w.inFlight());
    if (w.breakdown() != null && tellsApart) {
      breakdowns().add(w.breakdown(), w.startMs(), host == null);
    }
  }

  private Breakdowns breakdowns() {
    if (breakdowns == null) {
      breakdowns = new Breakdowns();
    }
    return breakdowns;
  }

  /** What is in flight at the end is the newest window's. */
  private void addInFlight(long startMs, InFlight more) {
    if (more != null) {
      if (inFlight == null) {
        inFlight = more;
      } else {
        inFlight = startMs < newestMs ? more.then(inFlight) : inFlight.then(more);
      }
      newestMs = Math.max(newestMs, startMs);
    }
  }

  /** Whether values of that unit count here; the first nanoseconds displace all ticks. */
  private boolean takes(String other) {
    if (unit == null || other.equals(unit)) {
      unit = other;
      return true;
    } else if (!other.equals(Status.NS)) {
      return false;
    }
    unit = other;
    span = new TimeSpan();
    histogram = null;
    counts = NOTHING;
    errnos.clear();
    slowest = List.of();
    inFlight = null;
    breakdowns = null;
    partial = false;
    warmup = false;
    return true;
  }

  /** The histogram to add one of so many digits to. */
  private Histogram ofDigits(int digits) {
    if (histogram == null) {
      histogram = Histograms.empty(digits);
    } else if (digits < histogram.getNumberOfSignificantValueDigits()) {
      Histogram coarser = Histograms.empty(digits);
      coarser.add(histogram);
      histogram = coarser;
    }
    return histogram;
  }

  private void addSlowest(List<SlowCall> calls) {
    if (slowest.isEmpty()) {
      slowest = calls;
    } else if (!calls.isEmpty()) {
      List<SlowCall> both = new ArrayList<>(slowest);
      both.addAll(calls);
      slowest = LatencyMath.slowest(both);
    }
  }

  private static CallCounts counts(LatencyWindow w) {
    return new CallCounts(
        w.sumNs(),
        w.count() == 0 ? Long.MAX_VALUE : w.minNs(),
        w.count() == 0 ? Long.MIN_VALUE : w.maxNs(),
        w.errors(),
        w.orphanEntry(),
        w.orphanReturn(),
        w.discarded(),
        w.returnMissed(),
        w.callsLostMax());
  }

  @Override
  public void addPacked(long startMs, long endMs, byte[] packed) {
    addInFlight(startMs, unpack(startMs, endMs, packed));
  }

  @Override
  public void addOfHost(long startMs, long endMs, byte[] packed) {
    InFlight more = unpack(startMs, endMs, packed);
    inFlight = InFlight.ofHosts(inFlight, more);
  }

  /** Adds all but the calls in flight, and answers those; null if there is nothing to add. */
  private InFlight unpack(long startMs, long endMs, byte[] packed) {
    PackReader in = new PackReader(packed).version(VERSION);
    int flags = in.get();
    if (!takes(PackReader.flag(flags, 2) ? Status.TICKS : Status.NS)) {
      return null;
    }
    partial |= PackReader.flag(flags, 0);
    warmup |= PackReader.flag(flags, 1);
    span.addPacked(startMs, endMs, in);
    PackedHistogram.add(in, this::ofDigits);
    counts =
        counts.plus(
            new CallCounts(
                in.number(),
                in.number(),
                in.number(),
                in.number(),
                in.number(),
                in.number(),
                in.number(),
                in.number(),
                in.number()));
    for (int n = in.integer(); n > 0; n--) {
      errnos.merge(in.integer(), in.number(), Long::sum);
    }
    List<SlowCall> slow = new ArrayList<>(LatencyWindow.SLOWEST);
    for (int n = in.integer(); n > 0; n--) {
      slow.add(
          new SlowCall(
              in.text(),
              in.number(),
              in.number(),
              in.integer(),
              in.text(),
              in.integer(),
              (int) in.orMinusOne(),
              in.orMinusOne(),
              in.orMinusOne()));
    }
    addSlowest(slow);
    InFlight calls = PackReader.flag(flags, 3) ? inFlight(in) : null;
    if (PackReader.flag(flags, 4) && tellsApart) {
      PackedBreakdowns.add(in, breakdowns(), host == null);
    }
    return calls;
  }

  private static InFlight inFlight(PackReader in) {
    long atEnd = in.number();
    long tainted = in.number();
    long max = in.number();
    long sumOfMax = in.orMinusOne();
    return new InFlight(
        atEnd, tainted, max, sumOfMax < 0 ? null : (Long) sumOfMax, in.number(), in.number());
  }

  @Override
  public byte[] pack() {
    PackWriter out = new PackWriter().put(VERSION);
    out.flags(partial, warmup, Status.TICKS.equals(unit), inFlight != null, breakdowns != null);
    span.pack(out);
    PackedHistogram.write(histogram(), out);
    out.number(counts.sumNs()).number(counts.minNs()).number(counts.maxNs());
    out.number(counts.errors()).number(counts.orphanEntry()).number(counts.orphanReturn());
    out.number(counts.discarded()).number(counts.returnMissed()).number(counts.callsLostMax());
    out.number(errnos.size());
    errnos.forEach((errno, count) -> out.number(errno).number(count));
    out.number(slowest.size());
    for (SlowCall call : slowest) {
      out.text(call.host()).number(call.durationNs()).number(call.endNs()).number(call.pid());
      out.text(call.task()).number(call.cpu()).orMinusOne(call.partition());
      out.orMinusOne(call.entryOffset()).orMinusOne(call.returnOffset());
    }
    if (inFlight != null) {
      out.number(inFlight.atEnd()).number(inFlight.tainted()).number(inFlight.max());
      out.orMinusOne(inFlight.sumOfMax() == null ? -1 : inFlight.sumOfMax());
      out.number(inFlight.oldestNs()).number(inFlight.oldestTaintedNs());
    }
    if (breakdowns != null) {
      PackedBreakdowns.write(breakdowns, out);
    }
    return out.bytes();
  }

  private Histogram histogram() {
    return histogram == null ? Histograms.empty(Histograms.DEFAULT_DIGITS) : histogram;
  }

  @Override
  public LatencyWindow result() {
    Histogram whole = histogram();
    LatencyWindow window =
        LatencyMath.window(
            host,
            function,
            span.startMs(),
            span.endMs(),
            unit,
            whole,
            counts,
            LatencyMath.errnos(errnos),
            slowest,
            inFlight,
            partial,
            span.hosts(),
            span.isFinal());
    if (breakdowns != null) {
      window = window.with(breakdowns.result(Integer.MAX_VALUE, whole, counts));
    }
    return warmup ? window.asWarmup() : window;
  }
}
