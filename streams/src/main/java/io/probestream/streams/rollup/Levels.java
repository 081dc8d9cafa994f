package io.probestream.streams.rollup;

import static io.probestream.schemas.Checks.check;

import java.util.ArrayList;
import java.util.List;

/**
 * The lengths of the windows that are kept, the topology's own first; each is a multiple of the one
 * before.
 */
public record Levels(List<Level> all) {
  /** What the topology's windows are rolled up to, where they divide it. */
  private static final int[] LENGTHS_MS = {10_000, 60_000, 600_000};

  private static final int CUTS_A_RETENTION = 16;

  /** Roll-ups are made, and old windows deleted, at multiples of this. */
  private static final long STRIDE_MS = 10_000;

  /**
   * Windows of one length.
   *
   * @param lengthMs length of a window
   * @param retentionMs how long behind the newest window of the host they are kept
   */
  public record Level(int lengthMs, long retentionMs) {
    public Level {
      check(lengthMs > 0, "a window must be longer than nothing");
      check(retentionMs >= lengthMs, "a window must be kept for its own length");
    }
  }

  public Levels {
    all = List.copyOf(all);
    check(!all.isEmpty(), "there must be windows");
    for (int i = 1; i < all.size(); i++) {
      check(
          all.get(i).lengthMs() % all.get(i - 1).lengthMs() == 0
              && all.get(i).lengthMs() > all.get(i - 1).lengthMs(),
          "a roll-up must be a multiple of the one before");
    }
  }

  /**
   * The levels above windows of a length.
   *
   * @param retentionsMs of the topology's windows, and of roll-ups of 10 s, 1 min and 10 min; a
   *     longer window is kept at least as long as a shorter one
   */
  public static Levels of(long windowMs, List<Long> retentionsMs) {
    List<Level> levels = new ArrayList<>();
    long keptMs = Math.max(retentionsMs.get(0), 2 * Math.max(windowMs, STRIDE_MS));
    levels.add(new Level(Math.toIntExact(windowMs), keptMs));
    for (int i = 0; i < LENGTHS_MS.length; i++) {
      int before = levels.get(levels.size() - 1).lengthMs();
      if (LENGTHS_MS[i] > before && LENGTHS_MS[i] % before == 0) {
        // What is rolled up must still be there when it is.
        keptMs = Math.max(Math.max(keptMs, retentionsMs.get(i + 1)), 2L * LENGTHS_MS[i]);
        Level finer = levels.get(levels.size() - 1);
        levels.set(
            levels.size() - 1,
            new Level(finer.lengthMs(), Math.max(finer.retentionMs(), 2L * LENGTHS_MS[i])));
        levels.add(new Level(LENGTHS_MS[i], keptMs));
      }
    }
    return new Levels(levels);
  }

  public Level base() {
    return all.get(0);
  }

  /** Time goes on in steps of this. */
  public long strideMs() {
    return all.size() > 1 ? all.get(1).lengthMs() : Math.max(STRIDE_MS, base().lengthMs());
  }

  /**
   * Windows of a level that start before this are gone, seen from an owner's newest window. It
   * moves on by a sixteenth of the retention: to look for old windows costs more than to keep them.
   */
  long cutMs(Level level, long newestMs) {
    long stepMs =
        ceil(level.retentionMs() / CUTS_A_RETENTION, Math.max(level.lengthMs(), strideMs()));
    return floor(newestMs - level.retentionMs(), stepMs);
  }

  /** The last multiple of a length that is not after a time. */
  public static long floor(long timeMs, long lengthMs) {
    return Math.floorDiv(timeMs, lengthMs) * lengthMs;
  }

  /** The first multiple of a length that is not before a time. */
  public static long ceil(long timeMs, long lengthMs) {
    return -floor(-timeMs, lengthMs);
  }
}
