package io.probestream.streams.pair;

/** Takes what a {@link CallPairer} decides. Times are trace-clock. */
public interface CallSink {
  /** Entry and return of one call, with no loss between them. */
  void call(Return ret, long startTime, long entryOffset);

  /** An entry that turned out to have no return; {@code time} is when that was known. */
  void orphanEntry(int pair, long time);

  /** A return without an entry. */
  void orphanReturn(int pair, long time);

  /**
   * A call was in flight from one time up to another: it returned then, or was found to have no
   * return, or {@link CallPairer#reportInFlight} asked and it still is.
   *
   * @param tainted something was lost since its entry
   */
  void inFlight(int pair, long fromTime, long toTime, boolean tainted);

  /** A call with a loss or a clock step between entry and return. */
  void discarded(int pair, long time);
}
