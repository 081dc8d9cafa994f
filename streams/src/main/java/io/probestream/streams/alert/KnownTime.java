package io.probestream.streams.alert;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Of which event time anything is known of a host: from when on, and where that ends because it is
 * silent or its session has ended. What lies between two such stretches nobody has watched, be it a
 * restart or a clock set forward. Not thread-safe.
 */
final class KnownTime {
  static final long NEVER = Long.MIN_VALUE;
  private static final long OPEN = Long.MAX_VALUE;

  /** The stretch of which everything is known that was not counted as missing. */
  private long fromMs = NEVER;

  private long toMs = OPEN;

  /** What nobody watched before it. */
  private long blindFromMs = NEVER;

  private long blindToMs = NEVER;

  /** Whether nothing is known because nothing is heard, and not because a session has ended. */
  private boolean silent;

  /** The session that runs; empty if none does. */
  private String session = "";

  /** The first window that is all its own. */
  private long sessionFromMs = NEVER;

  /**
   * Whether it began before the end of what is known already: its clock was set back. What it says
   * of the time that is known is late, until an event counts behind that.
   */
  private boolean setBack;

  /**
   * A window came.
   *
   * @param counted whether an event counts in it
   */
  void window(long startMs, long endMs, boolean partial, boolean counted) {
    if (fromMs == NEVER) {
      fromMs = startMs;
    } else if (toMs != OPEN && startMs >= toMs) {
      silent = false;
      if (counted || !setBack) {
        reopen(startMs);
      }
    }
    if (partial) {
      fromMs = Math.max(fromMs, endMs);
    }
  }

  private void reopen(long startMs) {
    blindFromMs = toMs;
    blindToMs = startMs;
    fromMs = startMs;
    toMs = OPEN;
    silent = false;
    setBack = false;
  }

  /** From then on nothing is known, for the host is silent. */
  void fallSilent(long atMs) {
    toMs = Math.min(toMs, atMs);
    silent = true;
  }

  /** A session ended in a window that starts then; perhaps another one has begun since. */
  void sessionEnded(String ended, long windowStartMs) {
    toMs = Math.min(toMs, windowStartMs);
    silent = false;
    if (!session.isEmpty() && !session.equals(ended)) {
      resume();
    }
  }

  /** A session says that it began then, or that it has closed. */
  void session(String id, long startMs, boolean closing, long windowMs) {
    if (!id.equals(session)) {
      session = id;
      // Windows from the next one behind its start on are known.
      sessionFromMs = (Math.floorDiv(startMs, windowMs) + 1) * windowMs;
      if (fromMs == NEVER) {
        fromMs = sessionFromMs;
      } else if (toMs != OPEN) {
        resume();
      }
    }
    session = closing ? "" : session;
  }

  private void resume() {
    if (sessionFromMs >= toMs) {
      reopen(sessionFromMs);
    } else {
      setBack = true;
    }
  }

  /** Whether everything in that stretch is known. */
  boolean knows(long startMs, long endMs) {
    return fromMs != NEVER && startMs >= fromMs && endMs <= toMs;
  }

  /** Whether nothing is known of the moment before. */
  boolean isDarkAt(long nowMs) {
    return toMs < nowMs;
  }

  /** Whether that moment lies in what nobody watched, and is over. */
  boolean isBlindAt(long nowMs) {
    return blindFromMs < nowMs && nowMs <= blindToMs;
  }

  /** Where that ends, and where it began. */
  long blindToMs() {
    return blindToMs;
  }

  /** A moment that lies so long before, what nobody watched not counted. */
  long before(long nowMs, long ms) {
    return nowMs - ms < blindToMs ? nowMs - ms - (blindToMs - blindFromMs) : nowMs - ms;
  }

  /** For how long nothing has been heard at that time, in ms. */
  long silentForMs(long nowMs) {
    return silent ? Math.max(0, nowMs - toMs) : 0;
  }

  /** From then on nothing is known. */
  long toMs() {
    return toMs;
  }

  boolean isSilent() {
    return silent;
  }

  boolean isSetBack() {
    return setBack;
  }

  void write(DataOutput out) throws IOException {
    out.writeLong(fromMs);
    out.writeLong(toMs);
    out.writeLong(blindFromMs);
    out.writeLong(blindToMs);
    out.writeBoolean(silent);
    Text.write(session, out);
    out.writeLong(sessionFromMs);
    out.writeBoolean(setBack);
  }

  void read(DataInput in) throws IOException {
    fromMs = in.readLong();
    toMs = in.readLong();
    blindFromMs = in.readLong();
    blindToMs = in.readLong();
    silent = in.readBoolean();
    session = Text.read(in);
    sessionFromMs = in.readLong();
    setBack = in.readBoolean();
  }
}
