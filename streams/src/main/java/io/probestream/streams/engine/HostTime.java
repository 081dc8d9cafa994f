package io.probestream.streams.engine;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * A host's watermark, and the wall-clock time that ticks of the log tell: when it was last heard,
 * and when its event time last moved.
 */
final class HostTime {
  static final long NONE = Long.MIN_VALUE;

  private static final long FORGET_AFTER_MS = 3_600_000;

  /** Ticks come each second. After such a gap nobody ticked, or the clock of who does was set. */
  private static final long GAP_MS = 60_000;

  private final long silenceMs;

  /** In epoch ns; ticks and silence never move it. */
  private long watermarkNs = NONE;

  private long lastTickMs = NONE;

  /** The ticks before the last record of any session, the last one of the session itself, ... */
  private long lastRecordTickMs = NONE;

  private long lastHeardTickMs = NONE;

  /** ... and the last one that moved the watermark. */
  private long lastMovedTickMs = NONE;

  private boolean silent;

  HostTime(long silenceMs) {
    this.silenceMs = silenceMs;
  }

  /** A record came, of whatever session. */
  void record() {
    lastRecordTickMs = lastTickMs;
  }

  /** It is of the host's session. */
  void heard() {
    lastHeardTickMs = lastTickMs;
    silent = false;
  }

  /** A session began: its event time has not stood still yet. */
  void moved() {
    lastMovedTickMs = lastTickMs;
  }

  /**
   * A window was closed though event time stands still, and with it a piece of the time that is to
   * come again. The next one waits for longer than a window lasts, or event time never catches up.
   */
  void closedStanding(long windowMs) {
    lastMovedTickMs = lastTickMs + Math.max(0, 10 * windowMs - silenceMs);
  }

  /** The watermark in epoch ns after a session promised this one. */
  long promise(long epochNs) {
    if (epochNs > watermarkNs) {
      watermarkNs = epochNs;
      moved();
    }
    return watermarkNs;
  }

  /**
   * Ticks of two writers may come out of order: time does not run backwards. A gap in them is no
   * silence of the host: it has as long as ever to be heard.
   */
  void tick(long tickMs) {
    long gapMs = lastTickMs == NONE ? 0 : tickMs - lastTickMs;
    // A host is given the ticks that change something: none for as long as makes it silent.
    if (gapMs > GAP_MS + silenceMs && !silent) {
      lastHeardTickMs += gapMs;
      lastRecordTickMs += gapMs;
      lastMovedTickMs += gapMs;
    }
    lastTickMs = Math.max(lastTickMs, tickMs);
    if (lastHeardTickMs == NONE) {
      lastHeardTickMs = lastTickMs;
    }
    if (lastRecordTickMs == NONE) {
      lastRecordTickMs = lastTickMs;
    }
    if (lastMovedTickMs == NONE) {
      lastMovedTickMs = lastTickMs;
    }
  }

  long lastTickMs() {
    return lastTickMs;
  }

  boolean isFirstTick() {
    return lastHeardTickMs == NONE;
  }

  /** Whether the host falls silent with a tick. */
  boolean falls(long tickMs) {
    return !silent && tickMs - lastHeardTickMs > silenceMs;
  }

  void fallSilent() {
    silent = true;
  }

  boolean isSilent() {
    return silent;
  }

  /** Whether event time has not moved for as long as makes a host silent. */
  boolean standsStill(long tickMs) {
    return tickMs - lastMovedTickMs > silenceMs;
  }

  /** Whether the host is silent for so long that its state can be forgotten. */
  boolean isForgettable(long tickMs) {
    return silent && tickMs - lastRecordTickMs > FORGET_AFTER_MS;
  }

  void write(DataOutput out) throws IOException {
    out.writeLong(watermarkNs);
    out.writeLong(lastTickMs);
    out.writeLong(lastRecordTickMs);
    out.writeLong(lastHeardTickMs);
    out.writeLong(lastMovedTickMs);
    out.writeBoolean(silent);
  }

  void read(DataInput in) throws IOException {
    watermarkNs = in.readLong();
    lastTickMs = in.readLong();
    lastRecordTickMs = in.readLong();
    lastHeardTickMs = in.readLong();
    lastMovedTickMs = in.readLong();
    silent = in.readBoolean();
  }
}
