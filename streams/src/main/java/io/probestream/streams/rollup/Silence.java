package io.probestream.streams.rollup;

/**
 * A stretch of time of which nothing is known of a host.
 *
 * @param fromMs its begin, epoch
 * @param toMs its end, exclusive; -1 while it lasts
 * @param closed whether its collector had ended there; else nothing was heard of the host
 */
public record Silence(long fromMs, long toMs, boolean closed) {
  static final long LASTS = -1;

  Silence until(long ms) {
    return new Silence(fromMs, ms, closed);
  }

  /** Whether any of it lies between two times. */
  public boolean reaches(long fromEpochMs, long toEpochMs) {
    return fromMs < toEpochMs && (toMs == LASTS || toMs > fromEpochMs);
  }

  byte[] pack() {
    return new PackWriter().flags(closed).orMinusOne(toMs).bytes();
  }

  static Silence unpack(long fromMs, byte[] bytes) {
    PackReader in = new PackReader(bytes);
    boolean closed = PackReader.flag(in.get(), 0);
    return new Silence(fromMs, in.orMinusOne(), closed);
  }
}
