package io.probestream.streams.window;

import io.probestream.schemas.window.LineLaw;
import io.probestream.schemas.window.SessionTotals;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Reads and writes the accounts of sessions; either may be null. */
final class AccountState {
  private AccountState() {}

  static void write(LineLaw law, DataOutput out) throws IOException {
    out.writeBoolean(law != null);
    if (law != null) {
      out.writeLong(law.handedOut());
      out.writeLong(law.records());
      out.writeLong(law.lines());
      out.writeLong(law.waiting());
      out.writeLong(law.malformed());
      out.writeLong(law.collectorDropped());
      out.writeLong(law.transportLost());
      out.writeLong(law.ringLost());
      out.writeBoolean(law.exact());
    }
  }

  static LineLaw readLaw(DataInput in) throws IOException {
    return !in.readBoolean()
        ? null
        : new LineLaw(
            in.readLong(),
            in.readLong(),
            in.readLong(),
            in.readLong(),
            in.readLong(),
            in.readLong(),
            in.readLong(),
            in.readLong(),
            in.readBoolean());
  }

  static void write(SessionTotals totals, DataOutput out) throws IOException {
    out.writeBoolean(totals != null);
    if (totals != null) {
      out.writeLong(totals.hits());
      out.writeLong(totals.missed());
      out.writeLong(totals.seen());
      out.writeLong(totals.lostMin());
      out.writeLong(totals.lostMax());
      out.writeLong(totals.unrecordedMin());
      out.writeLong(totals.unrecordedMax());
      out.writeBoolean(totals.exact());
    }
  }

  static SessionTotals readTotals(DataInput in) throws IOException {
    return !in.readBoolean()
        ? null
        : new SessionTotals(
            in.readLong(),
            in.readLong(),
            in.readLong(),
            in.readLong(),
            in.readLong(),
            in.readLong(),
            in.readLong(),
            in.readBoolean());
  }
}
