package io.probestream.streams.window;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.probestream.schemas.Histograms;
import io.probestream.schemas.Json;
import io.probestream.schemas.raw.Status;
import io.probestream.schemas.window.Breakdown;
import io.probestream.schemas.window.ErrnoCount;
import io.probestream.schemas.window.InFlight;
import io.probestream.schemas.window.LatencyWindow;
import io.probestream.schemas.window.SlowCall;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/**
 * Latencies of one function, merged: histograms add up bucket by bucket, errnos by number, and the
 * slowest three of all hosts are among the slowest three of each.
 *
 * <p>Nanoseconds and ticks do not add up. Where a function has both, only the hosts that count
 * nanoseconds are merged, whatever came first.
 */
public final class LatencyMerge implements WindowMerge {
  private final String function;
  private final long startMs;
  private final long endMs;
  private HostSet hosts = new HostSet();
  private String unit = Status.TICKS;
  private Histogram histogram;
  private CallCounts counts = NOTHING;
  private final TreeMap<Integer, Long> errnos = new TreeMap<>();
  private List<SlowCall> slowest = List.of();
  private InFlight inFlight;
  private Breakdowns breakdowns;
  private boolean partial;
  private boolean warmup;

  private static final CallCounts NOTHING =
      new CallCounts(0, Long.MAX_VALUE, Long.MIN_VALUE, 0, 0, 0, 0, 0, 0);

  public LatencyMerge(String function, long startMs, long endMs) {
    this.function = function;
    this.startMs = startMs;
    this.endMs = endMs;
  }

  /** Adds the window of one host. */
  public void add(LatencyWindow w) {
    if (!takes(w.unit())) {
      return;
    }
    hosts.add(w.host());
    warmup |= w.warmup() != null;
    inFlight = InFlight.ofHosts(inFlight, w.inFlight());
    long minNs = w.count() == 0 ? Long.MAX_VALUE : w.minNs();
    long maxNs = w.count() == 0 ? Long.MIN_VALUE : w.maxNs();
    CallCounts more =
        new CallCounts(
            w.sumNs(),
            minNs,
            maxNs,
            w.errors(),
            w.orphanEntry(),
            w.orphanReturn(),
            w.discarded(),
            w.returnMissed(),
            w.callsLostMax());
    add(Histograms.decodeBase64(w.histogram()), more, w.slowest(), w.partial());
    for (ErrnoCount errno : w.errnos()) {
      errnos.merge(errno.errno(), errno.count(), Long::sum);
    }
    if (w.breakdown() != null) {
      breakdowns().add(w.breakdown(), startMs, true);
    }
  }

  private Breakdowns breakdowns() {
    if (breakdowns == null) {
      breakdowns = new Breakdowns();
    }
    return breakdowns;
  }

  /** Adds what another merge of the same function and time holds; {@code o} stays as it is. */
  public void add(LatencyMerge o) {
    if (o.histogram == null || !takes(o.unit)) {
      return;
    }
    hosts.addAll(o.hosts);
    warmup |= o.warmup;
    inFlight = InFlight.ofHosts(inFlight, o.inFlight);
    add(o.histogram.copy(), o.counts, o.slowest, o.partial);
    o.errnos.forEach((errno, count) -> errnos.merge(errno, count, Long::sum));
    if (o.breakdowns != null) {
      breakdowns().add(o.breakdowns);
    }
  }

  /** Whether values of that unit count here; the first nanoseconds displace all ticks. */
  private boolean takes(String otherUnit) {
    if (otherUnit.equals(unit)) {
      return true;
    } else if (!otherUnit.equals(Status.NS)) {
      return false;
    }
    unit = Status.NS;
    hosts.clear();
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

  /** Takes {@code other} over: it must not be shared. */
  private void add(Histogram other, CallCounts more, List<SlowCall> calls, boolean otherPartial) {
    if (histogram == null) {
      histogram = other;
    } else if (other.getNumberOfSignificantValueDigits()
        < histogram.getNumberOfSignificantValueDigits()) {
      // The coarser one decides, so that the order of arrival does not.
      other.add(histogram);
      histogram = other;
    } else {
      histogram.add(other);
    }
    counts = counts.plus(more);
    List<SlowCall> both = new ArrayList<>(slowest);
    both.addAll(calls);
    slowest = LatencyMath.slowest(both);
    partial |= otherPartial;
  }

  public LatencyWindow window(boolean isFinal) {
    Histogram whole = histogram == null ? Histograms.empty(Histograms.DEFAULT_DIGITS) : histogram;
    LatencyWindow window =
        LatencyMath.window(
            null,
            function,
            startMs,
            endMs,
            unit,
            whole,
            counts,
            LatencyMath.errnos(errnos),
            slowest,
            inFlight,
            partial,
            hosts.size(),
            isFinal);
    if (breakdowns != null) {
      window = window.with(breakdowns.result(Breakdown.VALUES, whole, counts));
    }
    return warmup ? window.asWarmup() : window;
  }

  @Override
  public long startMs() {
    return startMs;
  }

  @Override
  public long endMs() {
    return endMs;
  }

  @Override
  public void write(DataOutput out) throws IOException {
    StateText.write(function, out);
    out.writeLong(startMs);
    out.writeLong(endMs);
    hosts.write(out);
    out.writeUTF(unit);
    byte[] bytes = histogram == null ? new byte[0] : Histograms.encode(histogram);
    out.writeInt(bytes.length);
    out.write(bytes);
    counts.write(out);
    out.writeInt(errnos.size());
    for (Map.Entry<Integer, Long> errno : errnos.entrySet()) {
      out.writeInt(errno.getKey());
      out.writeLong(errno.getValue());
    }
    byte[] calls = Json.bytes(slowest.toArray(new SlowCall[0]));
    out.writeInt(calls.length);
    out.write(calls);
    out.writeUTF(inFlight == null ? "" : Json.string(inFlight));
    Breakdowns.write(breakdowns, out);
    out.writeBoolean(partial);
    out.writeBoolean(warmup);
  }

  public static LatencyMerge read(DataInput in) throws IOException {
    LatencyMerge merge = new LatencyMerge(StateText.read(in), in.readLong(), in.readLong());
    merge.hosts = HostSet.read(in);
    merge.unit = in.readUTF();
    byte[] bytes = new byte[in.readInt()];
    in.readFully(bytes);
    merge.histogram = bytes.length == 0 ? null : Histograms.decode(bytes);
    merge.counts = CallCounts.read(in);
    int errnos = in.readInt();
    for (int i = 0; i < errnos; i++) {
      merge.errnos.put(in.readInt(), in.readLong());
    }
    byte[] calls = new byte[in.readInt()];
    in.readFully(calls);
    merge.slowest = List.of(Json.read(calls, SlowCall[].class));
    String flights = in.readUTF();
    merge.inFlight = flights.isEmpty() ? null : Json.read(flights.getBytes(UTF_8), InFlight.class);
    merge.breakdowns = Breakdowns.read(in);
    merge.partial = in.readBoolean();
    merge.warmup = in.readBoolean();
    return merge;
  }
}
