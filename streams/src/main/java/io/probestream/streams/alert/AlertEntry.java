package io.probestream.streams.alert;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * One thing that an {@link Evaluator} remembers. Mutable; what it is, its first byte behind the
 * version says.
 */
public sealed interface AlertEntry permits OwnerState, Series, Tally, Life, Baseline, HostGap {
  /** Format of all entries: change it with what any of them writes. */
  int STATE_VERSION = 4;

  /** Writes version, kind and content. */
  static void write(AlertEntry entry, DataOutput out) throws IOException {
    out.writeByte(STATE_VERSION);
    out.writeByte(entry.kind());
    entry.writeContent(out);
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws IOException if the version is unknown or the bytes are cut short
   */
  static AlertEntry read(DataInput in) throws IOException {
    int version = in.readByte();
    if (version != STATE_VERSION) {
      throw new IOException("unknown format version " + version + " of the alerts' state");
    }
    int kind = in.readByte();
    return switch (kind) {
      case OwnerState.KIND -> OwnerState.read(in);
      case Series.KIND -> Series.read(in);
      case RateTally.KIND -> RateTally.read(in);
      case LatencyTally.KIND -> LatencyTally.read(in);
      case MissedTally.KIND -> MissedTally.read(in);
      case Life.KIND -> Life.read(in);
      case Baseline.KIND -> Baseline.read(in);
      case HostGap.KIND -> HostGap.read(in);
      default -> throw new IOException("unknown kind " + kind + " of an alert's state");
    };
  }

  /** Tells the kinds apart in the state; part of its format. */
  byte kind();

  /** Writes the content alone. */
  void writeContent(DataOutput out) throws IOException;
}
