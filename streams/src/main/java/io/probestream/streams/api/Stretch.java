package io.probestream.streams.api;

import io.probestream.streams.rollup.Levels;
import io.probestream.streams.rollup.Levels.Level;

/**
 * The time that is asked about, and by which steps.
 *
 * @param fromMs epoch
 * @param toMs exclusive
 * @param stepMs length of the points; 0 for one point
 */
record Stretch(long fromMs, long toMs, long stepMs) {
  private static final long DEFAULT_MS = 900_000;
  private static final long MAX_MS = 366 * 86_400_000L;
  private static final int AUTO_POINTS = 300;

  /** A reader may be this far ahead of what has been deleted. */
  private static final long SLACK_MS = 2_000;

  private static final long[] NICE_MS = {
    1_000,
    2_000,
    5_000,
    10_000,
    30_000,
    60_000,
    300_000,
    600_000,
    1_800_000,
    3_600_000,
    21_600_000,
    86_400_000
  };

  static Stretch of(Params params, long nowMs) {
    long toMs = params.momentMs("to", nowMs);
    long sinceMs = params.durationMs("since");
    if (sinceMs >= 0 && params.text("from") != null) {
      throw Problem.badRequest("since and from exclude each other");
    }
    long fromMs = params.momentMs("from", toMs - (sinceMs < 0 ? DEFAULT_MS : sinceMs));
    if (fromMs >= toMs) {
      throw Problem.badRequest("from must lie before to");
    }
    if (toMs - fromMs > MAX_MS) {
      throw Problem.badRequest("a stretch of time may be 366 days long");
    }
    String step = params.text("step");
    long stepMs =
        step == null ? 0 : step.equals("auto") ? auto(toMs - fromMs) : params.durationMs("step");
    return new Stretch(Math.max(0, fromMs), toMs, stepMs);
  }

  Stretch withStepOrAuto() {
    return stepMs == 0 ? new Stretch(fromMs, toMs, auto(toMs - fromMs)) : this;
  }

  private static long auto(long lengthMs) {
    for (long niceMs : NICE_MS) {
      if (lengthMs / niceMs <= AUTO_POINTS) {
        return niceMs;
      }
    }
    return Levels.ceil(lengthMs / AUTO_POINTS, 86_400_000);
  }

  /**
   * The same, wide enough that it begins, ends and steps where windows that are kept do.
   *
   * @param atLeastMs a step must be at least as long
   */
  Stretch fitted(Levels levels, long nowMs, long atLeastMs) {
    int firstMs = finest(levels, fromMs, nowMs).lengthMs();
    if (stepMs == 0) {
      return new Stretch(
          Levels.floor(fromMs, firstMs),
          Levels.ceil(toMs, finest(levels, toMs, nowMs).lengthMs()),
          0);
    }
    long longMs = Levels.ceil(Math.max(stepMs, atLeastMs), firstMs);
    return new Stretch(Levels.floor(fromMs, longMs), Levels.ceil(toMs, longMs), longMs);
  }

  /** The shortest windows that are kept back to a time. */
  private static Level finest(Levels levels, long timeMs, long nowMs) {
    for (Level level : levels.all()) {
      if (timeMs >= nowMs - level.retentionMs() + SLACK_MS) {
        return level;
      }
    }
    return levels.all().get(levels.all().size() - 1);
  }

  /** How many windows one series has in it, at most. */
  long pieces(Levels levels) {
    long longestMs = levels.base().lengthMs();
    for (Level level : levels.all()) {
      if (stepMs % level.lengthMs() == 0) {
        longestMs = level.lengthMs();
      }
    }
    return (toMs - fromMs) / longestMs + 1;
  }

  long points() {
    return stepMs == 0 ? 1 : (toMs - fromMs) / stepMs;
  }
}
