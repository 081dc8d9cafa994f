package io.probestream.cli.demo;

import io.probestream.cli.demo.DemoView.FunctionView;
import io.probestream.cli.demo.DemoView.ProbeView;
import io.probestream.schemas.Json;
import io.probestream.schemas.Keys;
import io.probestream.schemas.Topics;
import io.probestream.schemas.window.Causes;
import io.probestream.schemas.window.LatencyWindow;
import io.probestream.schemas.window.LineLaw;
import io.probestream.schemas.window.MissedWindow;
import io.probestream.schemas.window.RateWindow;
import io.probestream.streams.rollup.LatencySpan;
import io.probestream.streams.rollup.MissedSpan;
import io.probestream.streams.rollup.RateSpan;
import io.probestream.streams.window.LatencyMath;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Merges the per-host windows of all hosts: the last {@value #RECENT_MS} ms, and all since the
 * start. Memory is bounded by the number of names. Not thread-safe.
 */
final class DemoResults {
  static final long RECENT_MS = 10_000;

  private static final class Function {
    final LatencySpan total;
    final Deque<LatencyWindow> recent = new ArrayDeque<>();

    Function(String name) {
      total = new LatencySpan(null, name);
    }
  }

  private static final class Probe {
    final RateSpan total;
    final Deque<RateWindow> recent = new ArrayDeque<>();

    Probe(String name) {
      total = new RateSpan(null, name);
    }
  }

  private final Topics topics;
  private final Map<String, Function> functions = new LinkedHashMap<>();
  private final Map<String, Probe> probes = new LinkedHashMap<>();
  private final Map<String, MissedSpan> missed = new LinkedHashMap<>();
  private final TreeSet<String> hosts = new TreeSet<>();

  /** The last session of each host that is closed. */
  private final Map<String, String> closedSessions = new HashMap<>();

  private LineLaw law;
  private long oldestStartMs = Long.MAX_VALUE;
  private long newestEndMs = Long.MIN_VALUE;

  DemoResults(Topics topics) {
    this.topics = topics;
  }

  /** The topics to read. */
  List<String> topicNames() {
    return List.of(topics.rates(), topics.latency(), topics.missed());
  }

  /** Takes one record of these topics. */
  void take(ConsumerRecord<byte[], byte[]> record) {
    if (record.topic().equals(topics.rates())) {
      take(Json.read(record.value(), RateWindow.class));
    } else if (record.topic().equals(topics.latency())) {
      take(Json.read(record.value(), LatencyWindow.class));
    } else {
      take(Json.read(record.value(), MissedWindow.class));
    }
  }

  private void take(RateWindow w) {
    seen(w.host(), w.startMs(), w.endMs());
    Probe probe = probes.computeIfAbsent(w.probe(), Probe::new);
    probe.total.add(w);
    probe.recent.add(w);
  }

  private void take(LatencyWindow w) {
    seen(w.host(), w.startMs(), w.endMs());
    Function function = functions.computeIfAbsent(w.function(), Function::new);
    function.total.add(w);
    function.recent.add(w);
  }

  private void take(MissedWindow w) {
    missed.computeIfAbsent(w.probe(), p -> new MissedSpan(null, p)).add(w);
    if (w.lineLaw() != null && w.closing()) {
      closedSessions.put(w.host(), w.session());
      law = law == null ? w.lineLaw() : law.plus(w.lineLaw());
    }
  }

  private void seen(String host, long startMs, long endMs) {
    hosts.add(host);
    oldestStartMs = Math.min(oldestStartMs, startMs);
    newestEndMs = Math.max(newestEndMs, endMs);
  }

  /** Whether the final word was read on the last session of each host that is among these. */
  boolean hasClosed(Set<String> sessions) {
    return closedSessions.values().containsAll(sessions);
  }

  boolean hasRows() {
    return !functions.isEmpty() || !probes.isEmpty();
  }

  /** What is known now. */
  DemoView view() {
    long recentMs = Math.min(RECENT_MS, newestEndMs - oldestStartMs);
    List<FunctionView> functionViews = new ArrayList<>();
    functions.forEach((name, f) -> functionViews.add(view(name, f, recentMs)));
    List<ProbeView> probeViews = new ArrayList<>();
    probes.forEach((name, p) -> probeViews.add(view(name, p, recentMs)));
    missed.keySet().stream()
        .filter(name -> !name.equals(Keys.NO_PROBE) && !probes.containsKey(name))
        .forEach(name -> probeViews.add(onlyMissed(name)));
    long events = probeViews.stream().mapToLong(p -> p.total().count()).sum();
    long absent =
        probeViews.stream().mapToLong(p -> p.total().lostMax() + p.total().kernelMissed()).sum();
    long calls = functionViews.stream().mapToLong(f -> f.total().count()).sum();
    long missing = functionViews.stream().mapToLong(f -> missing(f.total())).sum();
    return new DemoView(
        functionViews,
        probeViews,
        causes(Keys.NO_PROBE),
        hosts.size(),
        events,
        LatencyMath.completenessPpm(events, absent),
        LatencyMath.completenessPpm(calls, missing),
        law);
  }

  private FunctionView view(String name, Function function, long recentMs) {
    function.recent.removeIf(w -> w.endMs() <= newestEndMs - RECENT_MS);
    LatencySpan recent = new LatencySpan(null, name);
    function.recent.forEach(recent::add);
    return new FunctionView(
        name,
        function.recent.isEmpty() ? null : recent.result(),
        recentMs,
        function.total.result());
  }

  private ProbeView view(String name, Probe probe, long recentMs) {
    probe.recent.removeIf(w -> w.endMs() <= newestEndMs - RECENT_MS);
    long recent = probe.recent.stream().mapToLong(RateWindow::count).sum();
    return new ProbeView(name, recent, recentMs, probe.total.result(), causes(name));
  }

  /** A probe that missed something though it has not printed a line. */
  private ProbeView onlyMissed(String name) {
    MissedWindow w = missed.get(name).result();
    RateWindow none =
        new RateWindow(
            null, name, w.startMs(), w.endMs(), 0, null, 0, 0, 0, 1_000_000, false, null, null);
    return new ProbeView(name, 0, 0, none, w.causes());
  }

  private Causes causes(String probe) {
    MissedSpan span = missed.get(probe);
    return span == null ? Causes.NONE : span.result().causes();
  }

  private static long missing(LatencyWindow w) {
    return w.returnMissed() + w.discarded() + w.callsLostMax();
  }
}
