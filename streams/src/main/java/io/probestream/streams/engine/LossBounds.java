package io.probestream.streams.engine;

import io.probestream.schemas.raw.Counters;
import io.probestream.schemas.raw.ProbeCounter;
import io.probestream.schemas.raw.Status;
import io.probestream.streams.account.ProbeAccount;
import io.probestream.streams.account.ReadingSpans;
import io.probestream.streams.window.HostWindow;
import io.probestream.streams.window.ProbeStats;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.Set;

/**
 * What each probe lost in each open window, as far as hits and lines between two readings of the
 * counters tell. Not thread-safe.
 *
 * <p>Between two readings a probe was hit H times. At least C of its lines lie surely between them,
 * so that at most {@code H - C} of its events were lost there. At most E lie between them or within
 * a reading; and of the session's hits at most {@code U = hits - recorded events} were not recorded
 * (statistics are read before hits), so that at least {@code H - E - U} were lost, less those that
 * may have been lost outside of the window. A loss behind the last booked reading is only known of
 * the host.
 *
 * <p>Upper bounds need a trace clock that all CPUs share; lower ones also that the probes had no
 * hits when the session began, that nothing else writes into the buffer, and that no line was lost
 * on the way.
 */
final class LossBounds {
  private static final Set<String> SHARED_CLOCKS =
      Set.of("boot", "mono", "mono_raw", "tai", "global");

  private static final long NS_PER_MS = 1_000_000;

  private final Session session;
  private final HostBooks books;
  private final ReadingSpans spans = new ReadingSpans();
  private final LossMarks marks = new LossMarks();
  private final boolean usable;
  private final boolean fresh;
  private final long slackNs;

  /** Losses before this epoch time are covered by no readings. */
  private final long coveredFromNs;

  /** The last booked reading, epoch. */
  private long lastFromNs;

  private long lastToNs;

  /** The newest line, epoch, when something was last found to be lost. */
  private long lostAtNs = Long.MIN_VALUE;

  /** No reading will come. */
  private boolean finished;

  /** Growth since then, by probe; -1 where the probe was made anew. */
  private long[] hits = new long[0];

  LossBounds(Session session, HostBooks books) {
    this.session = session;
    this.books = books;
    Status status = session.status;
    Counters baseline = status.counters();
    usable = !session.ticks && SHARED_CLOCKS.contains(status.clock());
    fresh = baseline.probes().stream().mapToLong(ProbeCounter::hits).sum() == 0;
    slackNs = status.clockResolutionNs();
    if (fresh) {
      lastFromNs = Long.MIN_VALUE;
      lastToNs = Long.MIN_VALUE;
    } else {
      lastFromNs = session.clockOffsetNs + baseline.fromNs() - slackNs;
      lastToNs = session.clockOffsetNs + baseline.toNs() + slackNs;
      spans.begin(baseline.toNs() + slackNs);
    }
    coveredFromNs = usable ? lastToNs : Long.MAX_VALUE;
  }

  /** A line of a probe was read. */
  void seen(int probe, long time) {
    if (!spans.isCore(time)) {
      spans.take(probe, time);
    }
  }

  /** A reading waits for the watermark; false if no span ends with it. */
  boolean await(Counters counters, boolean isLast) {
    return usable
        && (isLast
            ? spans.await(Long.MAX_VALUE, Long.MAX_VALUE)
            : spans.await(counters.fromNs() - slackNs, counters.toNs() + slackNs));
  }

  /** Events were lost in [fromNs, toNs], epoch, where MAX_VALUE is an end that is not known. */
  void lost(long fromNs, long toNs, long events) {
    hasLostSomewhere();
    boolean coverable = !finished && fromNs >= coveredFromNs;
    long closedMs = books.windows.closedBeforeMs();
    if (!usable && closedMs != Long.MIN_VALUE) {
      marks.forgetBefore(closedMs * NS_PER_MS); // no reading will
    }
    marks.add(fromNs, toNs, events);
    long nearby = events == LossMarks.UNKNOWN ? 1 : events;
    books.windows.forEachBetween(
        fromNs,
        toNs,
        window -> {
          window.lostNearby += nearby;
          if (coverable) {
            window.uncovered = LossMarks.sum(window.uncovered, events);
          } else {
            window.neverCovered = LossMarks.sum(window.neverCovered, events);
          }
        });
  }

  /** Something was lost; where, will be said later. */
  void hasLostSomewhere() {
    lostAtNs = Math.max(lostAtNs, session.lines.newestEpochNs());
  }

  /** Whether an entry of a call that returned at an epoch time may be lost. */
  boolean mayHaveLost(long epochNs) {
    return lostAtNs != Long.MIN_VALUE && lostAtNs >= epochNs - books.maxCallNs;
  }

  /** Losses without an end lie before this epoch time. */
  void gapEnds(long epochNs) {
    marks.end(epochNs);
  }

  /** A window opened: losses that are known already may lie in it. */
  void opened(HostWindow window) {
    long startNs = window.startMs * NS_PER_MS;
    long events = marks.within(startNs, startNs + books.windowMs * NS_PER_MS, Long.MIN_VALUE);
    window.lostNearby += events == LossMarks.UNKNOWN ? 1 : events;
    window.neverCovered = events;
  }

  /** A probe's hits grew in the reading at hand. */
  void grew(int probe, long by, boolean anew) {
    if (probe >= hits.length) {
      hits = Arrays.copyOf(hits, Math.max(probe + 1, hits.length * 2));
    }
    hits[probe] = anew || hits[probe] < 0 ? -1 : hits[probe] + by;
  }

  /**
   * A reading was booked.
   *
   * @param complete whether every line before it was read
   */
  void booked(Counters counters, boolean isLast, boolean complete) {
    long fromNs = isLast ? Long.MAX_VALUE : session.clockOffsetNs + counters.fromNs() - slackNs;
    long toNs = isLast ? Long.MAX_VALUE : session.clockOffsetNs + counters.toNs() + slackNs;
    int probes = session.probes.size();
    long[] seen = new long[probes];
    for (int probe = 0; probe < probes; probe++) {
      seen[probe] = session.ledger.probe(probe).seen;
    }
    long unrecorded =
        fresh && complete ? session.ledger.unrecordedAtMost(session.parser.counts()) : -1;
    books.windows.forEachBetween(lastFromNs, toNs, window -> bound(window, toNs, seen, unrecorded));
    books.windows.forEachBetween(
        Long.MIN_VALUE,
        Long.MAX_VALUE,
        window ->
            window.uncovered =
                marks.within(
                    window.startMs * NS_PER_MS,
                    (window.startMs + books.windowMs) * NS_PER_MS,
                    fromNs));
    marks.forgetBefore(fromNs);
    spans.book(seen);
    Arrays.fill(hits, 0);
    lastFromNs = fromNs;
    lastToNs = toNs;
  }

  private void bound(HostWindow window, long toNs, long[] seen, long unrecorded) {
    long startNs = window.startMs * NS_PER_MS;
    long endNs = startNs + books.windowMs * NS_PER_MS;
    window.readings++;
    if (window.coveredToNs < lastToNs && startNs <= lastToNs) {
      return; // it was not there when the reading before was booked
    }
    window.coveredToNs = toNs;
    long elsewhere =
        unrecorded < 0 ? 0 : marks.outside(lastFromNs, toNs, startNs, endNs) + unrecorded;
    for (int probe = 0; probe < seen.length; probe++) {
      ProbeAccount account = session.ledger.probe(probe);
      long grown = probe < hits.length ? hits[probe] : 0;
      if (account.isCounted() && grown >= 0) {
        ProbeStats stats = window.probe(session.lines.probeId(probe));
        stats.lostAtMost(Math.max(0, grown - spans.between(probe, seen[probe])));
        if (unrecorded >= 0) {
          stats.lostAtLeast += Math.max(0, grown - spans.closure(probe, seen[probe]) - elsewhere);
        }
      }
    }
  }

  /** The session is over: what no reading covers by now stays so. */
  void finish() {
    finished = true;
    books.windows.onOpen(window -> {});
    books.windows.forEachBetween(
        Long.MIN_VALUE,
        Long.MAX_VALUE,
        window -> {
          window.neverCovered = LossMarks.sum(window.neverCovered, window.uncovered);
          window.uncovered = 0;
        });
  }

  void write(DataOutput out) throws IOException {
    spans.write(out);
    marks.write(out);
    out.writeLong(lostAtNs);
    out.writeLong(lastFromNs);
    out.writeLong(lastToNs);
    out.writeInt(hits.length);
    for (long each : hits) {
      out.writeLong(each);
    }
  }

  void read(DataInput in) throws IOException {
    spans.read(in);
    marks.read(in);
    lostAtNs = in.readLong();
    lastFromNs = in.readLong();
    lastToNs = in.readLong();
    hits = new long[in.readInt()];
    for (int i = 0; i < hits.length; i++) {
      hits[i] = in.readLong();
    }
  }
}
