package io.probestream.streams.pair;

/** Takes what a {@link CallPairer} decides. Times are trace-clock. */
public interface CallSink {
  /** Entry and return of one call, with no loss between them. */
  void call(Return ret, long startTime, long entryOffset);

  /** An entry that turned out to have no return; {@code time} is when that was known. */
  void orphanEntry(int pair, long time);

  /** A return without an entry. */
  void orphanReturn(int pair, long time);

  /** A call with a loss or a clock step between entry and return. */
  void discarded(int pair, long time);
}
