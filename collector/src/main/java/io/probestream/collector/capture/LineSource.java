package io.probestream.collector.capture;

import io.probestream.schemas.raw.Form;

/**
 * Where lines come from, and up to which time they are complete. All calls but {@link #blockedMs}
 * and {@link #unblock} are made by one thread.
 */
public interface LineSource extends AutoCloseable {
  /** {@link #read}: somebody cleared the ring buffer while it was read. */
  int CLEARED = -1;

  /** What a status says: {@code trace_pipe} or {@code trace_pipe_raw}. */
  String capture();

  Form form();

  /** Resolution of the lines' times. */
  long resolutionNs();

  /** Opens the consuming reader; the session begins behind what it had read before. */
  void open();

  /**
   * Reads what {@code pass} saw waiting and hands on lines, while there is room. Returns how much
   * work that was, at least {@link CaptureLoop#READS_PER_CYCLE} where more can be done at once, or
   * {@link #CLEARED}.
   */
  int read(RingPass pass, LineOutput out);

  /**
   * The same at the end, when events and tracing are off: nothing is held back for others.
   *
   * @return records and lines that are still held
   */
  long drain(RingPass pass, LineOutput out);

  /** Reads some of what is left and drops it, when there is no room at the end. */
  void discard(RingPass pass, LineOutput out);

  /** Hands on everything that was read, whether there is room or not: the session ends. */
  void handOn(LineOutput out);

  /** How long the next {@link #read} may wait after one that had something to do. */
  long pauseMs();

  /** The trace-clock time below which no further line will be handed on. */
  long watermarkNs();

  /** At the end, when the ring buffer is known to be empty. */
  void raiseWatermark(long ns);

  /** How long the running read has taken, in milliseconds; 0 if none runs. For any thread. */
  long blockedMs();

  /** Ends a blocked read. For any thread. */
  void unblock();

  @Override
  void close();
}
