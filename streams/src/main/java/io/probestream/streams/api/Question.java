package io.probestream.streams.api;

import io.probestream.streams.api.PartAnswer.Point;
import io.probestream.streams.api.PartAnswer.Row;
import io.probestream.streams.api.PartRequest.Ask;
import io.probestream.streams.rollup.Levels;
import io.probestream.streams.rollup.WindowSpan;
import io.probestream.streams.rollup.WindowType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Asks all instances for windows, and adds up what they answer. */
final class Question {
  /** One answer may read so many windows; beyond that steps get longer. */
  static final long MOST_WINDOWS = 100_000;

  static final int MOST_POINTS = 11_000;
  static final int MOST_ROWS = 50_000;
  private static final long[] LONGER_MS = {10_000, 60_000, 600_000, 3_600_000, 86_400_000};

  private Question() {}

  /**
   * What was found.
   *
   * @param stretch what was answered, perhaps wider and by longer steps than was asked
   * @param note why; null if it is as asked
   * @param fleet whether the fleet's own windows answered
   * @param lagRecords of the copy that is furthest behind; 0 if none is
   * @param series by name and group
   */
  record Found<W>(
      Stretch stretch, String note, boolean fleet, long lagRecords, List<MergedRow<W>> series) {}

  /**
   * Windows of one name and group.
   *
   * @param group null for all that are in no other
   * @param task name of the task whose id the group is; else null
   * @param hosts how many hosts; null where the windows say it
   */
  record MergedRow<W>(
      String name, String group, String task, Integer hosts, List<MergedPoint<W>> points) {
    /** The same under a later name of its task. */
    MergedRow<W> named(String newer) {
      return newer == null ? this : new MergedRow<>(name, group, newer, hosts, points);
    }
  }

  record MergedPoint<W>(long startMs, long endMs, W window) {}

  static <W> Found<W> ask(
      Cluster cluster,
      WindowType type,
      Class<W> windows,
      Selection selection,
      Stretch asked,
      boolean toldApart,
      long nowMs) {
    boolean fleet = selection.isOfFleet();
    Levels levels = cluster.levels(fleet);
    Stretch stretch = asked.fitted(levels, nowMs, 0);
    String note = null;
    if (stretch.stepMs() > Levels.ceil(asked.stepMs(), levels.base().lengthMs())) {
      note = "windows that are old enough are kept only in steps of " + stretch.stepMs() + " ms";
    }
    long series =
        cluster.ask(request(Ask.COUNT, cluster, fleet, type, selection, stretch, false)).stream()
            .mapToLong(PartAnswer::series)
            .sum();
    for (int i = 0; series * stretch.pieces(levels) > MOST_WINDOWS; i++) {
      if (stretch.stepMs() == 0 || i == LONGER_MS.length) {
        throw Problem.tooMuch(
            series
                + " series over that time are more than "
                + MOST_WINDOWS
                + " windows; ask for fewer hosts or names, or for a shorter time");
      }
      if (LONGER_MS[i] > stretch.stepMs()) {
        stretch = asked.fitted(levels, nowMs, LONGER_MS[i]);
        note = series + " series are answered in steps of " + stretch.stepMs() + " ms";
      }
    }
    if (stretch.points() > MOST_POINTS) {
      throw Problem.tooMuch(
          stretch.points() + " points are more than " + MOST_POINTS + "; ask for a longer step");
    }
    PartRequest request = request(Ask.ROWS, cluster, fleet, type, selection, stretch, toldApart);
    List<PartAnswer> answers = cluster.ask(request);
    long lag = answers.stream().mapToLong(PartAnswer::lagRecords).max().orElse(0);
    return new Found<>(stretch, note, fleet, lag, merged(answers, windows, request));
  }

  private static PartRequest request(
      Ask ask,
      Cluster cluster,
      boolean fleet,
      WindowType type,
      Selection selection,
      Stretch stretch,
      boolean toldApart) {
    return new PartRequest(
        ask,
        fleet,
        cluster.partitions(fleet),
        type,
        selection,
        stretch.fromMs(),
        stretch.toMs(),
        stretch.stepMs(),
        toldApart);
  }

  private record Key(String name, String group) implements Comparable<Key> {
    @Override
    public int compareTo(Key o) {
      int byName = name.compareTo(o.name);
      return byName != 0 ? byName : group.compareTo(o.group);
    }
  }

  private static final class Sum {
    int hosts;
    final TreeMap<Long, WindowSpan<?>> spans = new TreeMap<>();
    final Map<Long, Long> endsMs = new TreeMap<>();
  }

  private static <W> List<MergedRow<W>> merged(
      List<PartAnswer> answers, Class<W> windows, PartRequest request) {
    TreeMap<Key, Sum> sums = new TreeMap<>();
    for (PartAnswer answer : answers) {
      for (Row row : answer.rows()) {
        Sum sum = sums.computeIfAbsent(new Key(row.name(), row.group()), k -> new Sum());
        sum.hosts += row.hosts();
        String host = request.selection().host(row.group());
        for (Point point : row.points()) {
          sum.endsMs.put(point.startMs(), point.endMs());
          WindowSpan<?> span =
              sum.spans.computeIfAbsent(point.startMs(), ms -> request.span(host, row.name()));
          if (request.fleet() || host != null) {
            span.addPacked(point.startMs(), point.endMs(), point.packed());
          } else {
            span.addOfHost(point.startMs(), point.endMs(), point.packed());
          }
        }
      }
    }
    if (sums.size() > MOST_ROWS) {
      throw Problem.tooMuch(sums.size() + " series are more than " + MOST_ROWS);
    }
    List<MergedRow<W>> rows = new ArrayList<>();
    sums.forEach(
        (key, sum) -> {
          List<MergedPoint<W>> points = new ArrayList<>();
          sum.spans.forEach(
              (startMs, span) ->
                  points.add(
                      new MergedPoint<>(
                          startMs, sum.endsMs.get(startMs), windows.cast(span.result()))));
          rows.add(
              new MergedRow<>(
                  key.name(), key.group(), null, request.fleet() ? null : sum.hosts, points));
        });
    return rows;
  }
}
