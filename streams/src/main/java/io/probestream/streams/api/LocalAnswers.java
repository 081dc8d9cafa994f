package io.probestream.streams.api;

import io.probestream.streams.api.PartAnswer.HostFacts;
import io.probestream.streams.api.PartAnswer.Point;
import io.probestream.streams.api.PartAnswer.Row;
import io.probestream.streams.rollup.HostStatus;
import io.probestream.streams.rollup.Levels;
import io.probestream.streams.rollup.OwnerState;
import io.probestream.streams.rollup.RollupReader;
import io.probestream.streams.rollup.RollupStore;
import io.probestream.streams.rollup.Series;
import io.probestream.streams.rollup.Silence;
import io.probestream.streams.rollup.WindowSpan;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Answers a request from one partition's store. Thread-safe as far as the store is. */
public final class LocalAnswers {
  /** How far a series' last note may be behind its newest window: see RollupReader.series. */
  private static final long NOTE_MS = 60_000;

  private LocalAnswers() {}

  public static PartAnswer answer(
      int partition, Levels levels, RollupStore store, PartRequest request) {
    RollupReader reader = new RollupReader(levels, store);
    Map<String, OwnerState> owners = reader.owners();
    Map<String, HostStatus> statuses = new HashMap<>();
    Map<String, Map<String, String>> labels = new HashMap<>();
    Selection selection = request.selection();
    if (request.ask() == PartRequest.Ask.HOSTS || selection.needsLabels()) {
      for (HostStatus status : reader.statuses()) {
        statuses.put(status.host(), status);
        labels.put(status.host(), status.status().labels());
      }
    }
    if (request.ask() == PartRequest.Ask.HOSTS) {
      return new PartAnswer(
          partition, 0, 0, List.of(), hosts(reader, owners, statuses, labels, request));
    }
    List<Series> matching = new ArrayList<>();
    long slackMs = Math.max(NOTE_MS, 6 * levels.strideMs());
    reader
        .series()
        .forEach(
            (series, notedMs) -> {
              if (series.type() == request.type()
                  && notedMs + slackMs >= request.fromMs()
                  && owners.containsKey(series.owner())
                  && selection.takesName(series.name())
                  && selection.takesOwner(series.owner(), labels)) {
                matching.add(series);
              }
            });
    List<Row> rows =
        request.ask() == PartRequest.Ask.COUNT
            ? List.of()
            : rows(reader, owners, labels, matching, request);
    return new PartAnswer(partition, 0, matching.size(), rows, List.of());
  }

  private static List<HostFacts> hosts(
      RollupReader reader,
      Map<String, OwnerState> owners,
      Map<String, HostStatus> statuses,
      Map<String, Map<String, String>> labels,
      PartRequest request) {
    Selection selection = request.selection();
    List<HostFacts> hosts = new ArrayList<>();
    owners.forEach(
        (host, state) -> {
          if (!host.equals(Series.FLEET) && selection.takesOwner(host, labels)) {
            HostStatus status = statuses.get(host);
            hosts.add(
                new HostFacts(
                    host,
                    state.newestMs(),
                    state.silentFromMs() < 0 ? null : (Long) state.silentFromMs(),
                    status == null ? null : status.session(),
                    status == null ? 0 : status.recordMs(),
                    status == null ? null : new String(status.json(), StandardCharsets.UTF_8),
                    request.toMs() == 0 ? List.of() : silences(reader, host, request)));
          }
        });
    return hosts;
  }

  private static List<Silence> silences(RollupReader reader, String host, PartRequest request) {
    return reader.silences(host).stream()
        .filter(s -> s.reaches(request.fromMs(), request.toMs()))
        .toList();
  }

  private record Group(String name, String group) {}

  private static final class Points {
    final Set<String> hosts = new HashSet<>();
    final TreeMap<Long, WindowSpan<?>> spans = new TreeMap<>();
  }

  private static List<Row> rows(
      RollupReader reader,
      Map<String, OwnerState> owners,
      Map<String, Map<String, String>> labels,
      List<Series> matching,
      PartRequest request) {
    Selection selection = request.selection();
    Map<Group, Points> groups = new HashMap<>();
    for (Series series : matching) {
      Group group = new Group(series.name(), selection.group(series.owner(), labels));
      Points points = groups.computeIfAbsent(group, g -> new Points());
      String host = selection.host(group.group());
      HostPoints own = new HostPoints(series, request);
      reader.read(
          series,
          owners.get(series.owner()),
          request.fromMs(),
          request.toMs(),
          request.stepMs() == 0 ? RollupReader.ANY_LENGTH : request.stepMs(),
          own::add);
      own.forEach(
          (pointMs, endMs, packed) -> {
            WindowSpan<?> span =
                points.spans.computeIfAbsent(pointMs, ms -> request.span(host, series.name()));
            if (host == null && !request.fleet()) {
              span.addOfHost(pointMs, endMs, packed);
            } else {
              span.addPacked(pointMs, endMs, packed);
            }
            points.hosts.add(series.owner());
          });
    }
    List<Row> rows = new ArrayList<>();
    groups.forEach(
        (group, points) -> {
          if (!points.spans.isEmpty()) {
            rows.add(row(group, points, request));
          }
        });
    return rows;
  }

  private static Row row(Group group, Points points, PartRequest request) {
    List<Point> row = new ArrayList<>();
    points.spans.forEach(
        (startMs, span) -> {
          long endMs = request.stepMs() == 0 ? request.toMs() : startMs + request.stepMs();
          row.add(new Point(startMs, endMs, span.pack()));
        });
    int hosts = request.fleet() ? 0 : points.hosts.size();
    return new Row(group.name(), group.group(), hosts, row);
  }
}
