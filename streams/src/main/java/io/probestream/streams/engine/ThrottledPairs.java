package io.probestream.streams.engine;

import io.probestream.schemas.raw.ProbeStatus;
import io.probestream.schemas.raw.Status;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * Pairs that the collector switches off, and on again, to keep within its budget. A call that is
 * open when its pair goes off is an orphan: its return is not recorded, or only after the pair came
 * back, when an entry in between may be missing.
 *
 * <p>Open frames end when every line before the switching off was read, so that none counts as in
 * flight while nothing is known of it; and again in the place of the status that says that the pair
 * is back, which the collector sends before it reads any later line ({@code Collector}).
 */
final class ThrottledPairs {
  private static final long NEVER = Long.MAX_VALUE;

  private final Session session;

  /** By pair: how often it was switched, off and on, by the last status. */
  private final long[] switches;

  /** By pair: lines before it may still come; NEVER if its frames have ended, or it is on. */
  private final long[] offAt;

  private long nextAt = NEVER;

  ThrottledPairs(Session session) {
    this.session = session;
    switches = new long[session.pairs.size()];
    offAt = new long[switches.length];
    Arrays.fill(offAt, NEVER);
    for (int pair = 0; pair < switches.length; pair++) {
      switches[pair] = switches(session.status, pair);
    }
  }

  /** Takes another status of the same probes. */
  void status(Status found) {
    if (found.closing()) {
      return; // all probes are off, and nothing more will come
    }
    for (int pair = 0; pair < switches.length; pair++) {
      long now = switches(found, pair);
      if (now == switches[pair]) {
        continue;
      }
      boolean isOff = now % 2 != 0;
      if (!isOff || now - switches[pair] > 1) { // a status between may not have arrived
        end(pair, session.lines.newestEpochNs() - session.clockOffsetNs);
        session.missedReturns.switchedOn(pair);
      }
      switches[pair] = now;
      offAt[pair] = isOff ? found.counters().toNs() : NEVER;
      nextAt = Math.min(nextAt, offAt[pair]);
    }
  }

  /** Every line before {@code time} was read. */
  void advance(long time) {
    if (time < nextAt) {
      return;
    }
    nextAt = NEVER;
    for (int pair = 0; pair < offAt.length; pair++) {
      if (offAt[pair] <= time) {
        end(pair, offAt[pair]);
      }
      nextAt = Math.min(nextAt, offAt[pair]);
    }
  }

  private void end(int pair, long time) {
    session.pairer.switchedOff(pair, time);
    session.missedReturns.switchedOff(pair);
    offAt[pair] = NEVER;
  }

  /** Odd while one of its probes is off. */
  private long switches(Status status, int pair) {
    long most = 0;
    for (ProbeStatus probe : status.probes()) {
      if (probe.throttle() != null && isOf(pair, session.probes.indexOf(probe.name()))) {
        most = Math.max(most, 2 * probe.throttle().times() - (probe.throttledNow() ? 1 : 0));
      }
    }
    return most;
  }

  private boolean isOf(int pair, int probe) {
    return probe >= 0
        && (session.pairs.entryProbe(pair) == probe || session.pairs.returnProbe(pair) == probe);
  }

  void write(DataOutput out) throws IOException {
    for (int pair = 0; pair < switches.length; pair++) {
      out.writeLong(switches[pair]);
      out.writeLong(offAt[pair]);
    }
  }

  void read(DataInput in) throws IOException {
    for (int pair = 0; pair < switches.length; pair++) {
      switches[pair] = in.readLong();
      offAt[pair] = in.readLong();
      nextAt = Math.min(nextAt, offAt[pair]);
    }
  }
}
