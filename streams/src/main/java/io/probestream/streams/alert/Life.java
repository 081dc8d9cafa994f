package io.probestream.streams.alert;

import io.probestream.schemas.Json;
import io.probestream.schemas.alert.Alert;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/**
 * The life of one alert. Prometheus' rules (rules/alerting.go), with a third answer:
 *
 * <ul>
 *   <li>pending when the condition begins to hold; firing once it has held for {@code for}; over as
 *       soon as it does not
 *   <li>firing until the condition has not held for {@code keepFiringFor}, then resolved, which is
 *       kept for 15 min
 *   <li>while the answer is unknown nothing begins and nothing ends: both clocks stand still
 * </ul>
 *
 * <p>Times are the ends of the steps that were judged. Not thread-safe.
 */
final class Life implements AlertEntry {
  static final byte KIND = 5;

  /** As in Prometheus: a notification that got lost is repeated for so long. */
  static final long RESOLVED_RETENTION_MS = TimeUnit.MINUTES.toMillis(15);

  /** An alert that goes on is written again after this time. */
  static final long REFRESH_MS = TimeUnit.MINUTES.toMillis(1);

  private static final long NEVER = Long.MIN_VALUE;

  /** Where a life is, whether or not the last answer was known. The names are the state's. */
  enum Phase {
    NONE,
    PENDING,
    FIRING,
    RESOLVED
  }

  private Phase phase = Phase.NONE;
  private long pendingSinceMs = NEVER;
  private long firingSinceMs = NEVER;
  private long resolvedAtMs = NEVER;
  private long unknownSinceMs = NEVER;

  /** While firing: since when the condition has not held. */
  private long clearSinceMs = NEVER;

  /** How much of the running clock's time was unknown. */
  private long pausedMs;

  /** Whether the last answer was unknown because something is missing. */
  private boolean byLoss;

  /** What was written last; null before. */
  private Alert last;

  /** Goes on by one step with an answer. Returns whether anything changed. */
  boolean judge(Answer answer, long nowMs, Rule rule) {
    Clocks before = clocks();
    judge(answer.truth(), nowMs, rule.watch().everyMs(), rule.forMs(), rule.keepFiringForMs());
    byLoss = answer.cause() == Unknown.LOSS;
    return !clocks().equals(before);
  }

  private record Clocks(
      Phase phase,
      long pendingSinceMs,
      long firingSinceMs,
      long resolvedAtMs,
      long unknownSinceMs,
      long clearSinceMs,
      long pausedMs,
      boolean byLoss) {}

  private Clocks clocks() {
    return new Clocks(
        phase,
        pendingSinceMs,
        firingSinceMs,
        resolvedAtMs,
        unknownSinceMs,
        clearSinceMs,
        pausedMs,
        byLoss);
  }

  /**
   * Goes on by one step.
   *
   * @param nowMs the end of the step, later than the last one's
   * @param stepMs its length
   */
  void judge(Truth truth, long nowMs, long stepMs, long forMs, long keepFiringForMs) {
    if (truth != Truth.TRUE) {
      expire(nowMs);
    }
    if (truth == Truth.UNKNOWN) {
      unknown(nowMs, stepMs);
      return;
    }
    unknownSinceMs = NEVER;
    if (truth == Truth.TRUE) {
      holds(nowMs, forMs);
    } else if (phase == Phase.PENDING) {
      end();
    } else if (phase == Phase.FIRING) {
      if (clearSinceMs == NEVER) {
        clearSinceMs = nowMs;
        pausedMs = 0;
      }
      if (nowMs - clearSinceMs - pausedMs >= keepFiringForMs) {
        resolve(nowMs);
      }
    }
  }

  private void unknown(long nowMs, long stepMs) {
    unknownSinceMs = unknownSinceMs == NEVER ? nowMs : unknownSinceMs;
    pause(stepMs);
  }

  /** So much time passed of which nobody knows. */
  void pause(long ms) {
    if (phase == Phase.PENDING || clearSinceMs != NEVER) {
      pausedMs += ms;
    }
  }

  private void holds(long nowMs, long forMs) {
    if (phase == Phase.NONE || phase == Phase.RESOLVED) {
      end();
      phase = Phase.PENDING;
      pendingSinceMs = nowMs;
    }
    if (phase == Phase.PENDING && nowMs - pendingSinceMs - pausedMs >= forMs) {
      phase = Phase.FIRING;
      firingSinceMs = nowMs;
    }
    if (phase == Phase.FIRING) {
      clearSinceMs = NEVER;
      pausedMs = 0;
    }
  }

  /** What was resolved long ago is over. */
  void expire(long nowMs) {
    if (phase == Phase.RESOLVED && nowMs - resolvedAtMs > RESOLVED_RETENTION_MS) {
      end();
    }
  }

  /** What is firing is resolved; what is not is over. */
  void resolve(long nowMs) {
    if (phase == Phase.FIRING) {
      phase = Phase.RESOLVED;
      resolvedAtMs = nowMs;
      unknownSinceMs = NEVER;
      clearSinceMs = NEVER;
      pausedMs = 0;
    } else if (phase != Phase.RESOLVED) {
      end();
    }
  }

  private void end() {
    phase = Phase.NONE;
    pendingSinceMs = NEVER;
    firingSinceMs = NEVER;
    resolvedAtMs = NEVER;
    clearSinceMs = NEVER;
    pausedMs = 0;
    unknownSinceMs = NEVER;
  }

  /** Whether it fires, or it is unknown whether it still does: the resolve threshold counts. */
  boolean isFiring() {
    return phase == Phase.FIRING;
  }

  /** Whether there is nothing to tell of it. */
  boolean isOver() {
    return phase == Phase.NONE && unknownSinceMs == NEVER;
  }

  /** One of {@link Alert#STATES}; not of one that is over. */
  String state() {
    if (phase == Phase.RESOLVED) {
      return Alert.RESOLVED;
    } else if (unknownSinceMs != NEVER) {
      return Alert.UNKNOWN;
    }
    return phase == Phase.FIRING ? Alert.FIRING : Alert.PENDING;
  }

  Long pendingSinceMs() {
    return orNull(pendingSinceMs);
  }

  Long firingSinceMs() {
    return orNull(firingSinceMs);
  }

  Long resolvedAtMs() {
    return orNull(resolvedAtMs);
  }

  Long unknownSinceMs() {
    return phase == Phase.RESOLVED ? null : orNull(unknownSinceMs);
  }

  private static Long orNull(long timeMs) {
    return timeMs == NEVER ? null : (Long) timeMs;
  }

  boolean isUnknownByLoss() {
    return byLoss;
  }

  /** What was written last; null before. */
  Alert last() {
    return last;
  }

  void wrote(Alert alert) {
    last = alert;
  }

  /**
   * Whether it is to be written: it has changed, or it was last written long ago. That a group has
   * no past yet is said once.
   */
  boolean isDue(long nowMs, String ruleSet) {
    return last == null
        || !last.ruleSet().equals(ruleSet)
        || !last.state().equals(state())
        || last.firing() != isFiring()
        || (nowMs - last.endMs() >= REFRESH_MS && (phase != Phase.NONE || byLoss));
  }

  @Override
  public byte kind() {
    return KIND;
  }

  @Override
  public void writeContent(DataOutput out) throws IOException {
    out.writeUTF(phase.name());
    out.writeLong(pendingSinceMs);
    out.writeLong(firingSinceMs);
    out.writeLong(resolvedAtMs);
    out.writeLong(unknownSinceMs);
    out.writeLong(clearSinceMs);
    out.writeLong(pausedMs);
    out.writeBoolean(byLoss);
    Text.write(last == null ? "" : Json.string(last), out);
  }

  static Life read(DataInput in) throws IOException {
    Life life = new Life();
    life.phase = Phase.valueOf(in.readUTF());
    life.pendingSinceMs = in.readLong();
    life.firingSinceMs = in.readLong();
    life.resolvedAtMs = in.readLong();
    life.unknownSinceMs = in.readLong();
    life.clearSinceMs = in.readLong();
    life.pausedMs = in.readLong();
    life.byLoss = in.readBoolean();
    String alert = Text.read(in);
    life.last =
        alert.isEmpty() ? null : Json.read(alert.getBytes(StandardCharsets.UTF_8), Alert.class);
    return life;
  }
}
