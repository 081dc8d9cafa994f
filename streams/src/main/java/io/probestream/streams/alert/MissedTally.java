package io.probestream.streams.alert;

import io.probestream.schemas.window.Causes;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;

/** What is missing, by cause. */
final class MissedTally implements Tally {
  static final byte KIND = 3;

  /** The names of {@link Causes}, in its order, which is part of the state's format. */
  static final List<String> CAUSES =
      List.of(
          "ringLost",
          "collectorDropped",
          "transportLost",
          "malformed",
          "late",
          "kernelMissed",
          "returnMissed",
          "inferredMissed",
          "orphanEntry",
          "orphanReturn",
          "discarded",
          "duplicate",
          "reordered",
          "hostConflict",
          "clockAhead",
          "overLimit");

  private final long[] counts = new long[CAUSES.size()];

  void add(Causes c) {
    add(
        1,
        c.ringLost(),
        c.collectorDropped(),
        c.transportLost(),
        c.malformed(),
        c.late(),
        c.kernelMissed(),
        c.returnMissed(),
        c.inferredMissed(),
        c.orphanEntry(),
        c.orphanReturn(),
        c.discarded(),
        c.duplicate(),
        c.reordered(),
        c.hostConflict(),
        c.clockAhead(),
        c.overLimit());
  }

  private void add(int sign, long... more) {
    for (int i = 0; i < counts.length; i++) {
      counts[i] += sign * more[i];
    }
  }

  /** The sum over those causes; over all of them if none is named. */
  long of(List<String> causes) {
    long sum = 0;
    for (int i = 0; i < counts.length; i++) {
      sum += causes.isEmpty() || causes.contains(CAUSES.get(i)) ? counts[i] : 0;
    }
    return sum;
  }

  @Override
  public void add(Tally other) {
    add(1, ((MissedTally) other).counts);
  }

  @Override
  public void subtract(Tally other) {
    add(-1, ((MissedTally) other).counts);
  }

  @Override
  public byte kind() {
    return KIND;
  }

  @Override
  public void writeContent(DataOutput out) throws IOException {
    for (long count : counts) {
      Varint.write(count, out);
    }
  }

  static MissedTally read(DataInput in) throws IOException {
    MissedTally tally = new MissedTally();
    for (int i = 0; i < tally.counts.length; i++) {
      tally.counts[i] = Varint.read(in);
    }
    return tally;
  }
}
