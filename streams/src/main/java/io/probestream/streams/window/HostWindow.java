package io.probestream.streams.window;

import io.probestream.schemas.window.LineLaw;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/** One host's open window: its probes, its functions, and what is missing from it. */
public final class HostWindow {
  /** How many events were lost, where nobody knows: more than any bound. */
  public static final long UNKNOWN = 1L << 40;

  public final long startMs;
  private final int histogramDigits;
  private ProbeStats[] probes = new ProbeStats[8];
  private CallStats[] functions = new CallStats[8];

  public long ringLost;
  public long collectorDropped;
  public long transportLost;
  public long malformed;
  public long late;
  public long duplicate;
  public long reordered;
  public long hostConflict;
  public long clockAhead;

  /** Calls given up because too many were in flight. */
  public long overLimit;

  /** Lines that {@code LOST} lines and gaps place in this window, at most. */
  public long lostNearby;

  /** Of those, the ones that no counters cover yet, or never will; see LossBounds. */
  public long uncovered;

  public long neverCovered;

  /** How many spans between readings of the counters reach into this window, ... */
  public int readings;

  /** ... and the epoch time of the last one's end. */
  public long coveredToNs = Long.MIN_VALUE;

  /** The session began or ended here, or the host fell silent. */
  public boolean partial;

  /** The totals of every probe are to be written, too. */
  public boolean isFull;

  private LineLaw running;
  private LineLaw ended;

  /** The session that closed here, or else the last one seen; may be null. */
  public String session;

  HostWindow(long startMs, int histogramDigits) {
    this.startMs = startMs;
    this.histogramDigits = histogramDigits;
  }

  public ProbeStats probe(int id) {
    if (id < probes.length && probes[id] != null) {
      return probes[id];
    }
    if (id >= probes.length) {
      probes = Arrays.copyOf(probes, Math.max(id + 1, probes.length * 2));
    }
    probes[id] = new ProbeStats();
    return probes[id];
  }

  public CallStats function(int id) {
    if (id < functions.length && functions[id] != null) {
      return functions[id];
    }
    if (id >= functions.length) {
      functions = Arrays.copyOf(functions, Math.max(id + 1, functions.length * 2));
    }
    functions[id] = new CallStats(histogramDigits);
    return functions[id];
  }

  /**
   * A session was seen here; one that ended here keeps the record, for its last totals are in it.
   */
  public void name(String sessionId) {
    if (!hasEnded()) {
      session = sessionId;
    }
  }

  /** The session's law of lines as of now, when its counters were booked here. */
  public void account(LineLaw law) {
    running = law;
  }

  /** A session ended here: its last law. Sessions that end in one window add up. */
  public void end(LineLaw law) {
    ended = ended == null ? law : ended.plus(law);
    running = null;
  }

  /** The law of the sessions that ended here, else of the running one; null if none was booked. */
  public LineLaw lineLaw() {
    return ended == null ? running : ended;
  }

  /** Whether a session ended here. */
  public boolean hasEnded() {
    return ended != null;
  }

  /** The probe's numbers if there are any, else null. */
  public ProbeStats probeOrNull(int id) {
    return id < probes.length && probes[id] != null && !probes[id].isEmpty() ? probes[id] : null;
  }

  /** Lines of a probe, late ones included; 0 for one below 0. */
  public long linesOf(int id) {
    ProbeStats stats = id < 0 ? null : probeOrNull(id);
    return stats == null ? 0 : stats.count + stats.late;
  }

  /** The function's numbers if there are any, else null. */
  public CallStats functionOrNull(int id) {
    return id < functions.length && functions[id] != null && !functions[id].isEmpty()
        ? functions[id]
        : null;
  }

  /**
   * Events of the host lost at most in this window. {@code LOST} lines say where, the kernel's
   * counters how many; both are bounds, so the larger counts.
   */
  public long lostMax() {
    return Math.max(lostNearby, ringLost + collectorDropped + transportLost);
  }

  /** Events of a probe lost at most in this window. */
  public long lostMax(ProbeStats probe) {
    long unknown = uncovered + neverCovered;
    return readings == 0 || probe.readings() != readings || unknown >= UNKNOWN
        ? lostMax()
        : Math.min(lostMax(), probe.lostAtMost() + unknown);
  }

  /** The same by its number, which may be none. */
  public long lostMax(int probe) {
    return probe < 0 || probe >= probes.length || probes[probe] == null
        ? lostMax()
        : lostMax(probes[probe]);
  }

  /** Events of a probe surely lost in this window. */
  public long lostMin(ProbeStats probe) {
    return Math.min(probe.lostAtLeast, lostMax(probe));
  }

  /** Marks the probes that have numbers here. */
  void markProbes(boolean[] used) {
    for (int id = 0; id < probes.length; id++) {
      if (probeOrNull(id) != null) {
        used[id] = true;
      }
    }
  }

  void markFunctions(boolean[] used) {
    for (int id = 0; id < functions.length; id++) {
      if (functionOrNull(id) != null) {
        used[id] = true;
      }
    }
  }

  /** Gives probes new ids; those with -1 have no numbers here. */
  void renumberProbes(int[] numbers) {
    ProbeStats[] old = probes;
    probes = new ProbeStats[old.length];
    for (int id = 0; id < Math.min(old.length, numbers.length); id++) {
      if (numbers[id] >= 0) {
        probes[numbers[id]] = old[id];
      }
    }
  }

  void renumberFunctions(int[] numbers) {
    CallStats[] old = functions;
    functions = new CallStats[old.length];
    for (int id = 0; id < Math.min(old.length, numbers.length); id++) {
      if (numbers[id] >= 0) {
        functions[numbers[id]] = old[id];
      }
    }
  }

  void write(DataOutput out) throws IOException {
    for (long value :
        new long[] {
          ringLost,
          collectorDropped,
          transportLost,
          malformed,
          late,
          duplicate,
          reordered,
          hostConflict,
          clockAhead,
          overLimit,
          lostNearby,
          uncovered,
          neverCovered,
          readings,
          coveredToNs
        }) {
      out.writeLong(value);
    }
    out.writeBoolean(partial);
    out.writeBoolean(isFull);
    AccountState.write(running, out);
    AccountState.write(ended, out);
    out.writeBoolean(session != null);
    if (session != null) {
      out.writeUTF(session);
    }
    out.writeInt(probes.length);
    for (ProbeStats stats : probes) {
      out.writeBoolean(stats != null);
      if (stats != null) {
        stats.write(out);
      }
    }
    out.writeInt(functions.length);
    for (CallStats stats : functions) {
      out.writeBoolean(stats != null && !stats.isEmpty());
      if (stats != null && !stats.isEmpty()) {
        stats.write(out);
      }
    }
  }

  static HostWindow read(long startMs, int histogramDigits, DataInput in) throws IOException {
    HostWindow window = new HostWindow(startMs, histogramDigits);
    window.ringLost = in.readLong();
    window.collectorDropped = in.readLong();
    window.transportLost = in.readLong();
    window.malformed = in.readLong();
    window.late = in.readLong();
    window.duplicate = in.readLong();
    window.reordered = in.readLong();
    window.hostConflict = in.readLong();
    window.clockAhead = in.readLong();
    window.overLimit = in.readLong();
    window.lostNearby = in.readLong();
    window.uncovered = in.readLong();
    window.neverCovered = in.readLong();
    window.readings = (int) in.readLong();
    window.coveredToNs = in.readLong();
    window.partial = in.readBoolean();
    window.isFull = in.readBoolean();
    window.running = AccountState.readLaw(in);
    window.ended = AccountState.readLaw(in);
    if (in.readBoolean()) {
      window.session = in.readUTF();
    }
    window.probes = new ProbeStats[in.readInt()];
    for (int i = 0; i < window.probes.length; i++) {
      window.probes[i] = in.readBoolean() ? ProbeStats.read(in) : null;
    }
    window.functions = new CallStats[in.readInt()];
    for (int i = 0; i < window.functions.length; i++) {
      window.functions[i] = in.readBoolean() ? CallStats.read(in) : null;
    }
    return window;
  }
}
