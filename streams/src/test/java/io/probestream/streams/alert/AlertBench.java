package io.probestream.streams.alert;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.probestream.schemas.Histograms;
import io.probestream.schemas.Json;
import io.probestream.schemas.alert.Alert;
import io.probestream.schemas.raw.Counters;
import io.probestream.schemas.raw.Pair;
import io.probestream.schemas.raw.ProbeStatus;
import io.probestream.schemas.raw.Status;
import io.probestream.schemas.window.Breakdown;
import io.probestream.schemas.window.BreakdownOther;
import io.probestream.schemas.window.BreakdownValue;
import io.probestream.schemas.window.Causes;
import io.probestream.schemas.window.ErrnoCount;
import io.probestream.schemas.window.InFlight;
import io.probestream.schemas.window.LatencyWindow;
import io.probestream.schemas.window.MissedWindow;
import io.probestream.schemas.window.RateWindow;
import io.probestream.streams.window.LatencyMath;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;

/** An evaluator of one owner with windows of a second, times in seconds since {@link #T0_MS}. */
final class AlertBench implements AlertSink {
  static final long T0_MS = 1_795_392_000_000L;
  static final String HOST = "web-1";

  /** Bytes, as a changelog keeps them: what was not put is not there. */
  static final class ByteStore implements AlertStore {
    final TreeMap<String, byte[]> entries = new TreeMap<>();
    private final TreeMap<String, AlertEntry> dirty = new TreeMap<>();

    /** Writes what was put, as a commit does. */
    void commit() {
      dirty.forEach(
          (key, entry) -> {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try {
              AlertEntry.write(entry, new DataOutputStream(bytes));
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
            entries.put(key, bytes.toByteArray());
          });
      dirty.clear();
    }

    @Override
    public void forEach(BiConsumer<String, AlertEntry> action) {
      entries.forEach(
          (key, bytes) -> {
            try {
              action.accept(
                  key, AlertEntry.read(new DataInputStream(new ByteArrayInputStream(bytes))));
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    }

    @Override
    public void put(String key, AlertEntry entry) {
      dirty.put(key, entry);
    }

    @Override
    public void delete(String key) {
      dirty.remove(key);
      entries.remove(key);
    }
  }

  final ByteStore store = new ByteStore();
  final List<String> log = new ArrayList<>();
  final List<Alert> alerts = new ArrayList<>();

  /** Those that differ from what the topic held of them. */
  final List<Alert> changes = new ArrayList<>();

  final String host;

  /** Of what is given. */
  String session = "s";

  RuleSet rules;
  Evaluator evaluator;
  private final Map<String, Alert> last = new TreeMap<>();

  private AlertBench(String host, String yaml) {
    this.host = host;
    restart(RuleFile.parse("rules", yaml));
  }

  static AlertBench ofHost(String yaml) {
    return new AlertBench(HOST, yaml);
  }

  static AlertBench ofFleet(String yaml) {
    return new AlertBench(null, yaml);
  }

  /** Made anew from what was committed. */
  void restart() {
    restart(rules);
  }

  void restart(RuleSet set) {
    store.commit();
    rules = set;
    evaluator =
        host == null
            ? Evaluator.ofFleet(0, set, 0, 1_000, store)
            : Evaluator.ofHost(host, set, 0, 1_000, store);
  }

  static long ms(long second) {
    return T0_MS + 1_000 * second;
  }

  void rate(long second, String probe, long count, long lost) {
    evaluator.rate(rateWindow(host, second, probe, count, lost));
  }

  static RateWindow rateWindow(String host, long second, String probe, long count, long lost) {
    return new RateWindow(
        host,
        probe,
        ms(second),
        ms(second + 1),
        count,
        null,
        0,
        lost,
        0,
        LatencyMath.completenessPpm(count, lost),
        false,
        null,
        host == null ? 1 : null,
        host == null ? true : null);
  }

  /** Calls of one duration each. */
  void calls(long second, String function, long missing, long oldestNs, long... durationsNs) {
    calls(second, function, missing, oldestNs, Map.of(), durationsNs);
  }

  void calls(
      long second,
      String function,
      long missing,
      long oldestNs,
      Map<Integer, Long> errnos,
      long... durationsNs) {
    evaluator.latency(window(host, second, function, missing, oldestNs, errnos, durationsNs));
  }

  static LatencyWindow window(
      String host,
      long second,
      String function,
      long missing,
      long oldestNs,
      Map<Integer, Long> errnos,
      long... durationsNs) {
    Histogram histogram = Histograms.empty(2);
    long min = Long.MAX_VALUE;
    long max = 0;
    for (long duration : durationsNs) {
      histogram.recordValue(duration);
      min = Math.min(min, duration);
      max = Math.max(max, duration);
    }
    List<ErrnoCount> errors = LatencyMath.errnos(errnos);
    return new LatencyWindow(
        host,
        function,
        ms(second),
        ms(second + 1),
        "ns",
        durationsNs.length,
        0,
        durationsNs.length == 0 ? 0 : min,
        max,
        0,
        0,
        0,
        0,
        Histograms.encodeBase64(histogram),
        0,
        errors,
        List.of(),
        0,
        0,
        0,
        0,
        missing,
        LatencyMath.completenessPpm(durationsNs.length, missing),
        null,
        new InFlight(oldestNs > 0 ? 1 : 0, 0, oldestNs > 0 ? 1 : 0, null, oldestNs, 0),
        false,
        null,
        host == null ? 1 : null,
        host == null ? true : null);
  }

  /** Calls of one duration each, by task, and some whose task is not told. */
  void tasks(long second, String function, int others, Map<String, long[]> byTask) {
    long[] all = byTask.values().stream().flatMapToLong(Arrays::stream).toArray();
    LatencyWindow w = window(host, second, function, 0, 0, Map.of(), all);
    List<BreakdownValue> values = new ArrayList<>();
    new TreeMap<>(byTask)
        .forEach(
            (task, durations) -> {
              LatencyWindow one = window(host, second, function, 0, 0, Map.of(), durations);
              values.add(
                  new BreakdownValue(
                      "" + values.size(),
                      task,
                      one.count(),
                      0,
                      one.minNs(),
                      one.maxNs(),
                      0,
                      one.histogram()));
            });
    BreakdownOther other =
        others == 0
            ? null
            : new BreakdownOther(others, 0, 0, Histograms.encodeBase64(Histograms.empty(2)));
    evaluator.latency(
        new LatencyWindow(
            w.host(),
            w.function(),
            w.startMs(),
            w.endMs(),
            w.unit(),
            w.count(),
            w.sumNs(),
            w.minNs(),
            w.maxNs(),
            w.p50Ns(),
            w.p90Ns(),
            w.p99Ns(),
            w.p999Ns(),
            w.histogram(),
            w.errors(),
            w.errnos(),
            w.slowest(),
            w.orphanEntry(),
            w.orphanReturn(),
            w.discarded(),
            w.returnMissed(),
            w.callsLostMax(),
            w.completenessPpm(),
            w.bounds(),
            w.inFlight(),
            w.partial(),
            w.warmup(),
            w.hosts(),
            w.isFinal(),
            List.of(new Breakdown(Pair.TASK, values, other))));
  }

  void missed(long second, String probe, Causes causes, boolean closing) {
    evaluator.missed(
        new MissedWindow(
            host,
            probe,
            ms(second),
            ms(second + 1),
            session,
            causes,
            null,
            null,
            closing,
            host == null ? 1 : null,
            host == null ? true : null));
  }

  void silent(long second) {
    evaluator.missed(MissedWindow.silence(host, ms(second), ms(second + 1), session));
  }

  void status(long second, Map<String, String> labels, List<ProbeStatus> probes, List<Pair> pairs) {
    evaluator.status(
        session,
        new Status(
            host,
            ms(second),
            "",
            "",
            "",
            "boot",
            "ns",
            1,
            "trace_pipe",
            "kernel",
            labels,
            true,
            probes,
            pairs,
            Counters.none(),
            false));
  }

  static ProbeStatus probe(String name, String state) {
    return new ProbeStatus(name, "g", "entry", "p:" + name, state, null);
  }

  void advance(long second) {
    evaluator.advance(ms(second), this);
  }

  /** The state now, of the only alert of that rule; empty if it has none. */
  String state(String rule) {
    return last.values().stream()
        .filter(a -> a.rule().equals(rule))
        .map(a -> a.state() + (a.state().equals(Alert.UNKNOWN) && a.firing() ? "+firing" : ""))
        .reduce("", (a, b) -> a.isEmpty() ? b : a + ',' + b);
  }

  /** What the topic holds of a rule's group; null for nothing. */
  Alert last(String rule, String label, String value) {
    return last.values().stream()
        .filter(a -> a.rule().equals(rule) && value.equals(a.labels().get(label)))
        .findFirst()
        .orElse(null);
  }

  /** All that the topic holds. */
  Stream<Alert> held() {
    return last.values().stream();
  }

  Alert last(String rule) {
    return last.values().stream().filter(a -> a.rule().equals(rule)).findFirst().orElseThrow();
  }

  @Override
  public void alert(Alert alert) {
    alerts.add(alert);
    // Whatever is written comes back as it was.
    Json.read(Json.string(alert).getBytes(UTF_8), Alert.class);
    Alert before = last.put(alert.fingerprint(), alert);
    if (before == null
        || !before.state().equals(alert.state())
        || before.firing() != alert.firing()) {
      changes.add(alert);
      log.add((alert.endMs() - T0_MS) / 1_000 + " " + alert.rule() + ' ' + alert.state());
    }
  }

  @Override
  public void gone(String fingerprint) {
    Alert before = last.remove(fingerprint);
    log.add(before.rule() + " gone");
  }

  static Causes lost(long ringLost) {
    return new Causes(ringLost, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
  }
}
