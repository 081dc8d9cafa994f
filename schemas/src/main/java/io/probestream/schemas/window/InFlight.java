package io.probestream.schemas.window;

import static io.probestream.schemas.Checks.notNegative;

/**
 * Calls of one function in flight in one window, by event time: their entry was seen, and neither
 * their return nor what shows that none will be seen (a later entry in the same frame, the longest
 * call's time). Where the kernel missed returns, calls that returned unseen are among them until
 * their frame is used again. Under loss they are counted apart.
 *
 * @param atEnd at the window's end, or at the session's if it ended within; nothing was lost since
 *     their entry
 * @param tainted likewise, but something was lost since their entry: they may have returned unseen
 * @param max most at once within the window, tainted ones left out; in the fleet's topic the most
 *     on any one host
 * @param sumOfMax fleet only: the sum of the hosts' {@code max}, which all hosts together did not
 *     exceed at any moment; null per host
 * @param oldestNs age of the oldest of {@code atEnd} when the window ended; 0 if there is none
 * @param oldestTaintedNs likewise of {@code tainted}
 */
public record InFlight(
    long atEnd, long tainted, long max, Long sumOfMax, long oldestNs, long oldestTaintedNs) {
  public InFlight {
    notNegative(atEnd, "atEnd");
    notNegative(tainted, "tainted");
    notNegative(max, "max");
    notNegative(oldestNs, "oldestNs");
    notNegative(oldestTaintedNs, "oldestTaintedNs");
  }

  /** Two hosts in one window; either may be null, where nothing is known. */
  public static InFlight ofHosts(InFlight a, InFlight b) {
    if (b == null) {
      return a;
    }
    return new InFlight(
        b.atEnd + (a == null ? 0 : a.atEnd),
        b.tainted + (a == null ? 0 : a.tainted),
        Math.max(b.max, a == null ? 0 : a.max),
        b.atMost() + (a == null ? 0 : a.atMost()),
        Math.max(b.oldestNs, a == null ? 0 : a.oldestNs),
        Math.max(b.oldestTaintedNs, a == null ? 0 : a.oldestTaintedNs));
  }

  /** One window and a later one: what is in flight at the end is the later one's. */
  public InFlight then(InFlight later) {
    return new InFlight(
        later.atEnd,
        later.tainted,
        Math.max(max, later.max),
        sumOfMax == null ? later.sumOfMax : Long.valueOf(Math.max(sumOfMax, later.atMost())),
        later.oldestNs,
        later.oldestTaintedNs);
  }

  private long atMost() {
    return sumOfMax == null ? max : sumOfMax;
  }
}
