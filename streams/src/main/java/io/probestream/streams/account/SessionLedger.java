package io.probestream.streams.account;

import io.probestream.schemas.raw.AgentCounters;
import io.probestream.schemas.raw.Counters;
import io.probestream.schemas.raw.CpuCounter;
import io.probestream.schemas.raw.LeftBehind;
import io.probestream.schemas.raw.ProbeCounter;
import io.probestream.schemas.window.LineLaw;
import io.probestream.schemas.window.SessionTotals;
import io.probestream.streams.parse.LineCounts;
import io.probestream.streams.parse.ProbeTable;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * A session's cumulative account. Counters that go backwards start again from zero: the probe was
 * made anew. Not thread-safe.
 */
public final class SessionLedger {
  /** Takes what grew between two readings of the counters. */
  public interface Growth {
    /**
     * A probe's counters.
     *
     * @param anew they went backwards: hits of before may be among those that were not read
     */
    void probe(int probe, long hits, long missed, boolean anew);

    void ringLost(long events);

    /** Of those lost in the ring, the ones that a full buffer refused. */
    void dropped(long events);

    void collectorDropped(long lines);
  }

  private final Map<Integer, long[]> cpus = new TreeMap<>();
  private ProbeAccount[] probes = new ProbeAccount[0];

  /** Records that buffers took or refused before the session. */
  private long recordedBefore;

  private boolean hasCpuStats;
  private boolean hasProbeStats;
  private long handedOut;
  private long ringLost;
  private long lastDropped;
  private long collectorDropped;
  private long transportLost;
  private long lostLineEvents;

  /** Whether all counters are known since the session's start, and of the same probes. */
  private boolean isUnbroken = true;

  public ProbeAccount probe(int probe) {
    if (probe >= probes.length) {
      int from = probes.length;
      probes = Arrays.copyOf(probes, Math.max(probe + 1, probes.length * 2));
      for (int i = from; i < probes.length; i++) {
        probes[i] = new ProbeAccount();
      }
    }
    return probes[probe];
  }

  /** The counters at the session's start, from which growth is counted. */
  public void baseline(Counters counters, ProbeTable table) {
    hasCpuStats = !counters.cpus().isEmpty();
    hasProbeStats = !counters.probes().isEmpty();
    for (CpuCounter cpu : counters.cpus()) {
      cpus.put(
          cpu.cpu(), new long[] {cpu.overrun(), cpu.readEvents(), cpu.dropped(), cpu.entries()});
      recordedBefore += recorded(cpus.get(cpu.cpu()));
    }
    for (ProbeCounter counter : counters.probes()) {
      int probe = table.indexOf(counter.name());
      if (probe >= 0) {
        probe(probe).lastHits = counter.hits();
        probe(probe).lastMissed = counter.missed();
        probe(probe).isCounted = true;
      }
    }
    lastDropped = counters.agent().linesDropped();
  }

  /** Goes on where the ledger of the same session stood before its probes changed. */
  public void goOn(SessionLedger before, ProbeTable then, ProbeTable now) {
    for (int probe = 0; probe < before.probes.length && probe < then.size(); probe++) {
      int index = now.indexOf(then.name(probe));
      if (index >= 0) {
        probe(index).goOn(before.probes[probe]);
      }
    }
    before.cpus.forEach((cpu, last) -> cpus.put(cpu, last.clone()));
    hasCpuStats |= before.hasCpuStats;
    hasProbeStats |= before.hasProbeStats;
    handedOut = before.handedOut;
    ringLost = before.ringLost;
    lastDropped = before.lastDropped;
    collectorDropped = before.collectorDropped;
    transportLost = before.transportLost;
    lostLineEvents = before.lostLineEvents;
    isUnbroken = false;
  }

  private static long recorded(long[] cpu) {
    return cpu[0] + cpu[1] + cpu[2] + cpu[3];
  }

  /** Books what grew since the last reading. */
  public void apply(Counters counters, ProbeTable table, Growth growth) {
    for (ProbeCounter counter : counters.probes()) {
      int index = table.indexOf(counter.name());
      if (index < 0) {
        continue;
      }
      ProbeAccount probe = probe(index);
      long hits = grown(probe.lastHits, counter.hits());
      long missed = grown(probe.lastMissed, counter.missed());
      long before = probe.lastHits;
      probe.lastHits = counter.hits();
      probe.lastMissed = counter.missed();
      probe.hits += hits;
      probe.missed += missed;
      probe.isCounted = true;
      hasProbeStats = true;
      boolean anew = hits != counter.hits() - before;
      isUnbroken &= !anew;
      growth.probe(index, hits, missed, anew);
    }
    long lostNow = 0;
    long droppedNow = 0;
    for (CpuCounter cpu : counters.cpus()) {
      long[] last = cpus.computeIfAbsent(cpu.cpu(), n -> new long[4]);
      isUnbroken &=
          cpu.overrun() >= last[0] && cpu.readEvents() >= last[1] && cpu.dropped() >= last[2];
      lostNow += grown(last[0], cpu.overrun());
      handedOut += grown(last[1], cpu.readEvents());
      droppedNow += grown(last[2], cpu.dropped());
      last[0] = cpu.overrun();
      last[1] = cpu.readEvents();
      last[2] = cpu.dropped();
      last[3] = cpu.entries();
      hasCpuStats = true;
    }
    lostNow += droppedNow;
    if (lostNow > 0) {
      ringLost += lostNow;
      growth.ringLost(lostNow);
    }
    if (droppedNow > 0) {
      growth.dropped(droppedNow);
    }
    long dropped = grown(lastDropped, counters.agent().linesDropped());
    lastDropped = counters.agent().linesDropped();
    if (dropped > 0) {
      collectorDropped += dropped;
      growth.collectorDropped(dropped);
    }
  }

  /**
   * Books the last counters of a collector that was killed. What its buffer still held was recorded
   * and never read: lost in the ring. What it had read and did not arrive, it dropped: at least as
   * many lines as records are missing.
   */
  public void settle(LeftBehind left, ProbeTable table, LineCounts counts, Growth growth) {
    AgentCounters agent = new AgentCounters(0, 0, 0, 0, lastDropped);
    apply(new Counters(0, 0, left.probes(), left.cpus(), agent), table, growth);
    long unread = left.cpus().stream().mapToLong(CpuCounter::entries).sum();
    if (unread > 0) {
      ringLost += unread;
      growth.ringLost(unread);
    }
    long known = counts.records() + collectorDropped + transportLost + counts.malformed;
    long unpublished = handedOut - known;
    if (unpublished > 0) {
      collectorDropped += unpublished;
      growth.collectorDropped(unpublished);
    }
  }

  /**
   * Hits of the session that were not recorded, at most; -1 if nothing is known of it. Buffers took
   * {@code entries + overrun + read events} records and refused {@code dropped events}
   * (tracing_stats_read); they are read before the hits, and so never ahead of them.
   */
  public long unrecordedAtMost(LineCounts counts) {
    long foreign = counts.other + collectorDropped + transportLost + counts.malformed;
    if (!isUnbroken || !hasCpuStats || foreign > 0) {
      return -1;
    }
    long hits = 0;
    for (ProbeAccount probe : probes) {
      hits += probe.hits;
    }
    long recorded = cpus.values().stream().mapToLong(SessionLedger::recorded).sum();
    return Math.max(0, hits - (recorded - recordedBefore));
  }

  private static long grown(long last, long now) {
    return now >= last ? now - last : now;
  }

  public void transportLost(long lines) {
    transportLost += lines;
  }

  /** A {@code LOST} line; it counts only where no statistics were read, for it can be forged. */
  public void lostLine(long events) {
    lostLineEvents += events;
  }

  /** Whether the kernel's per-CPU statistics say what was lost. */
  public boolean hasCpuStats() {
    return hasCpuStats;
  }

  /** Whether the kernel's probe counters were read. */
  public boolean hasProbeStats() {
    return hasProbeStats;
  }

  /** Events lost in the ring buffer, by statistics or else by {@code LOST} lines. */
  public long ringLost() {
    return hasCpuStats ? ringLost : lostLineEvents;
  }

  /**
   * The law of lines as of now.
   *
   * @param exact the session was closed
   */
  public LineLaw lineLaw(LineCounts counts, boolean exact) {
    return new LineLaw(
        hasCpuStats ? handedOut : -1,
        counts.records(),
        counts.lines(),
        counts.waiting,
        counts.malformed,
        collectorDropped,
        transportLost,
        ringLost(),
        exact);
  }

  /**
   * The law of hits of every probe as of now. With D a probe's hits that were not seen, L all lost
   * events and U = ΣD − L what cannot have been lost: at least D − U, at most min(D, L) were lost.
   * The lower bound holds only where all lost events are those of probes.
   *
   * @param size how many probes there are
   * @param exact the session was closed
   */
  public SessionTotals[] totals(int size, LineCounts counts, boolean exact) {
    if (size > 0) {
      probe(size - 1);
    }
    long onTheWay = collectorDropped + transportLost + counts.malformed;
    long lost = ringLost() + onTheWay;
    long deficits = 0;
    for (ProbeAccount each : probes) {
      deficits += each.deficit();
    }
    boolean onlyProbes = counts.other == 0 && onTheWay == 0;
    long surelyUnrecorded = Math.max(0, deficits - lost);
    SessionTotals[] totals = new SessionTotals[size];
    for (int i = 0; i < size; i++) {
      ProbeAccount account = probes[i];
      long deficit = account.deficit();
      long lostMax = Math.min(lost, deficit);
      long lostMin = onlyProbes ? Math.min(lostMax, Math.max(0, deficit - surelyUnrecorded)) : 0;
      totals[i] =
          new SessionTotals(
              account.hits,
              account.missed,
              account.seen,
              lostMin,
              lostMax,
              deficit - lostMax,
              deficit - lostMin,
              exact && account.isCounted);
    }
    return totals;
  }

  public void write(DataOutput out) throws IOException {
    out.writeInt(probes.length);
    for (ProbeAccount probe : probes) {
      probe.write(out);
    }
    out.writeInt(cpus.size());
    for (Map.Entry<Integer, long[]> cpu : cpus.entrySet()) {
      out.writeInt(cpu.getKey());
      out.writeLong(cpu.getValue()[0]);
      out.writeLong(cpu.getValue()[1]);
      out.writeLong(cpu.getValue()[2]);
      out.writeLong(cpu.getValue()[3]);
    }
    out.writeBoolean(hasCpuStats);
    out.writeBoolean(hasProbeStats);
    out.writeLong(handedOut);
    out.writeLong(ringLost);
    out.writeLong(lastDropped);
    out.writeLong(collectorDropped);
    out.writeLong(transportLost);
    out.writeLong(lostLineEvents);
    out.writeLong(recordedBefore);
    out.writeBoolean(isUnbroken);
  }

  public void read(DataInput in) throws IOException {
    int n = in.readInt();
    if (n > 0) {
      probe(n - 1);
    }
    for (int i = 0; i < n; i++) {
      probes[i].read(in);
    }
    for (int c = in.readInt(); c > 0; c--) {
      cpus.put(
          in.readInt(), new long[] {in.readLong(), in.readLong(), in.readLong(), in.readLong()});
    }
    hasCpuStats = in.readBoolean();
    hasProbeStats = in.readBoolean();
    handedOut = in.readLong();
    ringLost = in.readLong();
    lastDropped = in.readLong();
    collectorDropped = in.readLong();
    transportLost = in.readLong();
    lostLineEvents = in.readLong();
    recordedBefore = in.readLong();
    isUnbroken = in.readBoolean();
  }
}
