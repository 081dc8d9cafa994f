package io.probestream.cli.query;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.probestream.schemas.Json;
import io.probestream.streams.rollup.Levels;
import io.probestream.streams.rollup.WindowSpan;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Adds windows of a topic up as the API does: of each host over time, and only then of the hosts.
 * Not thread-safe.
 *
 * @param <W> the windows' type
 */
final class Merger<W> {
  private record Key(String host, String name, String unit, long startMs) {
    /** By host, which is null for the fleet, then name and time. */
    static final Comparator<Key> ORDER =
        Comparator.comparing(Key::host, Comparator.nullsFirst(Comparator.naturalOrder()))
            .thenComparing(Key::name)
            .thenComparing(Key::unit)
            .thenComparing(Key::startMs);
  }

  /** Windows of several hosts, being added. */
  private static final class Hosts<W> {
    final Set<String> hosts = new HashSet<>();
    WindowSpan<W> span;
  }

  private final WindowKind<W> kind;
  private final Wanted wanted;
  private final long stepMs;
  private final Map<Key, WindowSpan<W>> spans = new TreeMap<>(Key.ORDER);
  private long lengthMs;

  Merger(WindowKind<W> kind, Wanted wanted, long stepMs) {
    this.kind = kind;
    this.wanted = wanted;
    this.stepMs = stepMs;
  }

  void add(W w) {
    if (!kind.counts(w)) {
      return;
    }
    if (lengthMs == 0) {
      lengthMs = kind.endMs(w) - kind.startMs(w);
    }
    if (!takes(kind.startMs(w), kind.endMs(w))) {
      return;
    }
    long startMs =
        stepMs == Feed.WHOLE
            ? Levels.floor(wanted.fromMs(), lengthMs)
            : Levels.floor(kind.startMs(w), step());
    Key key = new Key(kind.host(w), kind.name(w), kind.mergeKey(w), startMs);
    spans.computeIfAbsent(key, k -> kind.span(k.host(), k.name())).add(w);
  }

  /** By steps the first and the last of them are whole, as in the API. */
  private boolean takes(long startMs, long endMs) {
    return (stepMs == Feed.WHOLE || stepMs == Feed.EACH)
        ? wanted.takesTime(startMs, endMs)
        : startMs >= Levels.floor(wanted.fromMs(), step())
            && startMs < Levels.ceil(wanted.toMs(), step());
  }

  /** The length of what comes out, in whole windows. */
  private long step() {
    return Levels.ceil(stepMs, lengthMs);
  }

  private long endMs(Key key) {
    return stepMs == Feed.WHOLE ? Levels.ceil(wanted.toMs(), lengthMs) : key.startMs() + step();
  }

  /** Gives what came out, by host, name and time. */
  void results(Consumer<W> sink) {
    if (wanted.together() && !wanted.isFleet()) {
      ofHostsTogether(sink);
      return;
    }
    spans.forEach(
        (key, own) -> {
          WindowSpan<W> span = kind.span(key.host(), key.name());
          span.addPacked(key.startMs(), endMs(key), own.pack());
          sink.accept(span.result());
        });
  }

  private void ofHostsTogether(Consumer<W> sink) {
    Map<Key, Hosts<W>> sums = new TreeMap<>(Key.ORDER);
    spans.forEach(
        (key, own) -> {
          Key all = new Key(null, key.name(), key.unit(), key.startMs());
          Hosts<W> sum = sums.computeIfAbsent(all, k -> new Hosts<>());
          if (sum.span == null) {
            sum.span = kind.span(null, key.name());
          }
          sum.span.addOfHost(key.startMs(), endMs(key), own.pack());
          sum.hosts.add(key.host());
        });
    Map<List<String>, Set<String>> hosts = new HashMap<>();
    sums.forEach(
        (key, sum) ->
            hosts
                .computeIfAbsent(List.of(key.name(), key.unit()), k -> new HashSet<>())
                .addAll(sum.hosts));
    sums.forEach(
        (key, sum) -> {
          ObjectNode window = Json.mapper().valueToTree(sum.span.result());
          window.put("hosts", hosts.get(List.of(key.name(), key.unit())).size());
          sink.accept(Json.read(Json.bytes(window), kind.type()));
        });
  }
}
