package io.probestream.streams.alert;

import io.probestream.schemas.window.RateWindow;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Events of probes. */
final class RateTally implements Tally {
  static final byte KIND = 1;

  /** Events that are here. */
  long count;

  /** Events that are missing at most: lost, or not handled by the kernel. */
  long missingMax;

  /** Windows that were not watched as a whole. */
  long unbounded;

  void add(RateWindow w) {
    count += w.count();
    missingMax += w.lostMax() + w.kernelMissed();
    // Of a host itself its time says what is known; in the fleet's window some host's is partial.
    boolean somePartial = w.host() == null && w.partial();
    unbounded += w.warmup() != null || somePartial ? 1 : 0;
  }

  @Override
  public void add(Tally other) {
    RateTally o = (RateTally) other;
    count += o.count;
    missingMax += o.missingMax;
    unbounded += o.unbounded;
  }

  @Override
  public void subtract(Tally other) {
    RateTally o = (RateTally) other;
    count -= o.count;
    missingMax -= o.missingMax;
    unbounded -= o.unbounded;
  }

  @Override
  public byte kind() {
    return KIND;
  }

  @Override
  public void writeContent(DataOutput out) throws IOException {
    Varint.write(count, out);
    Varint.write(missingMax, out);
    Varint.write(unbounded, out);
  }

  static RateTally read(DataInput in) throws IOException {
    RateTally tally = new RateTally();
    tally.count = Varint.read(in);
    tally.missingMax = Varint.read(in);
    tally.unbounded = Varint.read(in);
    return tally;
  }
}
