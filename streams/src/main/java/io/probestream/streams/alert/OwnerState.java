package io.probestream.streams.alert;

import io.probestream.schemas.raw.Pair;
import io.probestream.schemas.raw.ProbeStatus;
import io.probestream.schemas.raw.Status;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What is remembered of an owner as a whole: how far it is judged, under which rules, and of which
 * time anything is known. Not thread-safe.
 */
final class OwnerState implements AlertEntry {
  static final byte KIND = 7;
  static final long NEVER = Long.MIN_VALUE;

  /** Steps that end at or before it are judged. */
  long judgedMs = NEVER;

  /** What was told of the passing of time. */
  long toldMs = NEVER;

  /** The end of the newest window. */
  long newestMs = NEVER;

  /** By the hash of a {@link Watched}, since when its windows are added up. */
  Map<String, Long> watches = new TreeMap<>();

  /** The rule set in force, and the start of the first window that it judges. */
  String ruleSet = "";

  long ruleSetFromMs = NEVER;

  final KnownTime known = new KnownTime();
  Map<String, String> labels = new TreeMap<>();

  /** Probes that the collector has switched off in a running session, and their functions. */
  Set<String> throttledProbes = new TreeSet<>();

  Set<String> throttledFunctions = new TreeSet<>();

  /** When those that the collector had switched off within the session came back. */
  private final Map<String, Long> probesBackMs = new TreeMap<>();

  private final Map<String, Long> functionsBackMs = new TreeMap<>();

  /** Takes other rules. Of what the last ones did not watch, nothing was added up so far. */
  void adopt(String newRuleSet, long fromMs, Collection<Watched> watched, boolean fresh) {
    ruleSet = newRuleSet;
    ruleSetFromMs = Math.max(fromMs, judgedMs);
    Map<String, Long> since = new TreeMap<>();
    for (Watched each : watched) {
      long everyMs = each.watch.everyMs();
      long nextMs = -Math.floorDiv(-Math.max(judgedMs, newestMs), everyMs) * everyMs;
      Long known = watches.get(each.hash);
      since.put(each.hash, fresh ? NEVER : known == null ? (Long) nextMs : known);
    }
    watches = since;
  }

  /** A session says what it is. */
  void status(String session, Status status, long windowMs) {
    known.session(session, status.startMs(), status.closing(), windowMs);
    labels = new TreeMap<>(status.labels());
    throttledProbes.clear();
    throttledFunctions.clear();
    probesBackMs.clear();
    functionsBackMs.clear();
    for (ProbeStatus probe : status.probes()) {
      if (!status.closing() && probe.state().equals(ProbeStatus.DISABLED)) {
        throttledProbes.add(probe.name());
      } else if (!status.closing() && probe.throttle() != null) {
        probesBackMs.put(probe.name(), probe.throttle().toMs());
      }
    }
    for (Pair pair : status.pairs()) {
      if (throttledProbes.contains(pair.entryProbe())
          || throttledProbes.contains(pair.returnProbe())) {
        throttledFunctions.add(pair.function());
      }
      for (String probe : List.of(pair.entryProbe(), pair.returnProbe())) {
        Long backMs = probesBackMs.get(probe);
        if (backMs != null) {
          functionsBackMs.merge(pair.function(), backMs, Math::max);
        }
      }
    }
  }

  boolean isThrottled(Series series) {
    return switch (series.source) {
      case RATE -> throttledProbes.contains(series.name);
      case LATENCY, TASK -> throttledFunctions.contains(series.dimension(Watch.FUNCTION));
      default -> false;
    };
  }

  /** When it was switched on again within the session; {@link #NEVER} if it was on all the time. */
  long backMs(Series series) {
    return switch (series.source) {
      case RATE -> probesBackMs.getOrDefault(series.name, NEVER);
      case LATENCY, TASK -> functionsBackMs.getOrDefault(series.dimension(Watch.FUNCTION), NEVER);
      default -> NEVER;
    };
  }

  @Override
  public byte kind() {
    return KIND;
  }

  @Override
  public void writeContent(DataOutput out) throws IOException {
    out.writeLong(judgedMs);
    out.writeLong(toldMs);
    out.writeLong(newestMs);
    write(watches, out);
    Text.write(ruleSet, out);
    out.writeLong(ruleSetFromMs);
    known.write(out);
    Text.write(labels, out);
    write(throttledProbes, out);
    write(throttledFunctions, out);
    write(probesBackMs, out);
    write(functionsBackMs, out);
  }

  private static void write(Map<String, Long> times, DataOutput out) throws IOException {
    Varint.write(times.size(), out);
    for (Map.Entry<String, Long> time : times.entrySet()) {
      Text.write(time.getKey(), out);
      out.writeLong(time.getValue());
    }
  }

  private static void write(Set<String> names, DataOutput out) throws IOException {
    Varint.write(names.size(), out);
    for (String name : names) {
      Text.write(name, out);
    }
  }

  static OwnerState read(DataInput in) throws IOException {
    OwnerState state = new OwnerState();
    state.judgedMs = in.readLong();
    state.toldMs = in.readLong();
    state.newestMs = in.readLong();
    read(state.watches, in);
    state.ruleSet = Text.read(in);
    state.ruleSetFromMs = in.readLong();
    state.known.read(in);
    state.labels = Text.readMap(in);
    read(state.throttledProbes, in);
    read(state.throttledFunctions, in);
    read(state.probesBackMs, in);
    read(state.functionsBackMs, in);
    return state;
  }

  private static void read(Map<String, Long> times, DataInput in) throws IOException {
    for (long n = Varint.read(in); n > 0; n--) {
      times.put(Text.read(in), in.readLong());
    }
  }

  private static void read(Set<String> names, DataInput in) throws IOException {
    for (long n = Varint.read(in); n > 0; n--) {
      names.add(Text.read(in));
    }
  }
}
