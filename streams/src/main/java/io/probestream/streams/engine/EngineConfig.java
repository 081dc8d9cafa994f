package io.probestream.streams.engine;

import static io.probestream.schemas.Checks.check;
import static io.probestream.schemas.Checks.present;

/**
 * What the analysis may be told.
 *
 * @param windowMs length of the tumbling windows, aligned to the epoch
 * @param graceMs how long a window stays open behind the watermark: 0 under a promised watermark
 * @param silenceMs wall-clock time (by ticks) without a record after which a host is silent
 * @param maxCallMs trace time after which an entry without a return will see none any more
 * @param histogramDigits significant digits of the histograms, 2 or 3
 * @param limits how much may be told apart
 */
public record EngineConfig(
    long windowMs,
    long graceMs,
    long silenceMs,
    long maxCallMs,
    int histogramDigits,
    Limits limits) {
  /** An hour. */
  public static final long MAX_CALL_MS = 3_600_000;

  public EngineConfig {
    check(windowMs >= 1, "window must be at least 1 ms");
    check(graceMs >= 0, "grace must not be negative");
    check(silenceMs >= 1, "silence must be at least 1 ms");
    check(maxCallMs >= 1_000, "the longest call must be at least 1 s");
    present(limits, "limits");
    check(histogramDigits == 2 || histogramDigits == 3, "precision must be 2 or 3 digits");
  }

  /** With the standard limits. */
  public EngineConfig(
      long windowMs, long graceMs, long silenceMs, long maxCallMs, int histogramDigits) {
    this(windowMs, graceMs, silenceMs, maxCallMs, histogramDigits, Limits.STANDARD);
  }

  /** With the longest call of an hour. */
  public EngineConfig(long windowMs, long graceMs, long silenceMs, int histogramDigits) {
    this(windowMs, graceMs, silenceMs, MAX_CALL_MS, histogramDigits);
  }

  public static EngineConfig standard() {
    return new EngineConfig(1_000, 0, 10_000, 2);
  }
}
