package io.probestream.streams.api;

import io.probestream.streams.rollup.Levels;
import io.probestream.streams.rollup.Series;
import io.probestream.streams.rollup.WindowSpan;
import java.util.ArrayList;
import java.util.List;

/**
 * One series' windows, added up over time to the points of an answer: only then are hosts added to
 * each other, for what is in flight at a point's end is each host's newest. A point of one window
 * is handed on as it is. Not thread-safe.
 */
final class HostPoints {
  /** Takes points. */
  interface Visitor {
    void point(long startMs, long endMs, byte[] packed);
  }

  private final Series series;
  private final PartRequest request;
  private final List<Packed> points = new ArrayList<>();
  private Packed first;
  private WindowSpan<?> span;

  @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
  private record Packed(long pointMs, long endMs, byte[] bytes) {}

  HostPoints(Series series, PartRequest request) {
    this.series = series;
    this.request = request;
  }

  /** Takes a window or a roll-up; in the order of time. */
  void add(long startMs, int lengthMs, byte[] packed) {
    long pointMs =
        request.stepMs() == 0 ? request.fromMs() : Levels.floor(startMs, request.stepMs());
    long endMs = startMs + lengthMs;
    if (first != null && first.pointMs() == pointMs) {
      if (span == null) {
        span = request.span(series.host(), series.name());
        span.addPacked(pointMs, first.endMs(), first.bytes());
      }
      span.addPacked(startMs, endMs, packed);
    } else {
      end();
      first = new Packed(pointMs, endMs, packed);
    }
  }

  private void end() {
    if (first != null) {
      byte[] bytes = span == null ? first.bytes() : span.pack();
      long endMs = request.stepMs() == 0 ? request.toMs() : first.pointMs() + request.stepMs();
      points.add(new Packed(first.pointMs(), endMs, bytes));
    }
    first = null;
    span = null;
  }

  /** Gives each point once, in order. */
  void forEach(Visitor visitor) {
    end();
    points.forEach(p -> visitor.point(p.pointMs(), p.endMs(), p.bytes()));
  }
}
