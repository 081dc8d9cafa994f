package io.probestream.cli.verify;

import io.probestream.cli.Failure;
import io.probestream.cli.text.Units;

/** A digest for each window of one key, by start: 16 bytes each. */
final class WindowDigests {
  private final Longs startsMs = new Longs();
  private final Longs digests = new Longs();

  /** Sets the digest of a window's last record; whether the window is new. */
  boolean put(long startMs, long digest) {
    int at = startsMs.search(startMs);
    if (at >= 0) {
      digests.set(at, digest);
      return false;
    }
    startsMs.insert(-at - 1, startMs);
    digests.insert(-at - 1, digest);
    return true;
  }

  /**
   * The start of the first window that differs, or null. One that is final on one side only may
   * still change on the other: it is passed over.
   */
  Long difference(WindowDigests other, long notFinal) {
    int i = 0;
    int j = 0;
    while (i < startsMs.size() || j < other.startsMs.size()) {
      long a = i < startsMs.size() ? startsMs.get(i) : Long.MAX_VALUE;
      long b = j < other.startsMs.size() ? other.startsMs.get(j) : Long.MAX_VALUE;
      if (a != b) {
        return Math.min(a, b);
      }
      long x = digests.get(i);
      long y = other.digests.get(j);
      if (x != y && ((x ^ y) & notFinal) == 0) {
        return a;
      }
      i++;
      j++;
    }
    return null;
  }

  static Failure tooMany(String topic, long most) {
    return new Failure(
        topic
            + " has more than "
            + Units.count(most)
            + " windows; compare a shorter time, with --from and --to");
  }
}
